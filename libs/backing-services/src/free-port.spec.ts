import { createServer } from 'node:net';
import { expect, test } from '@jest/globals';
import { freePort, isPortFree } from './free-port.js';

test('gives out a port only once, also when many ask at the same time', async () => {
  const ports = await Promise.all(Array.from({ length: 50 }, () => freePort()));
  expect(new Set(ports).size).toBe(50);
});

test('tells a port that is listened on from one that is free', async () => {
  const port = await freePort();
  expect(await isPortFree(port)).toBe(true);
  const server = createServer().listen(port, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  expect(await isPortFree(port, '127.0.0.1')).toBe(false);
  await new Promise((resolve) => server.close(resolve));
});
