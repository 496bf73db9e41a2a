import { createServer } from 'node:net';
import { freePort } from '@imageai/backing-services';
import { expect, test } from '@jest/globals';
import { choosePorts } from './ports.js';

function numbers(value: unknown): number[] {
  return typeof value === 'number' ? [value] : Object.values(value as object).flatMap(numbers);
}

test('every server has a port of its own, and the public two are those asked for', async () => {
  const [port, cdnPort] = [await freePort(), await freePort()];
  const ports = await choosePorts({ port, cdnPort });
  expect(ports.services.gateway.http).toBe(port);
  expect(ports.services.storage.cdn).toBe(cdnPort);
  const all = numbers(ports);
  expect(new Set(all).size).toBe(all.length);
});

test('operators find their port where it was, two after the public one, unless something else is there', async () => {
  const port = await freePort();
  const server = createServer().listen(port + 2, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const elsewhere = await choosePorts({ port, cdnPort: 0 });
  expect(elsewhere.services.gateway.admin).not.toBe(port + 2);
  await new Promise((resolve) => server.close(resolve));
  expect((await choosePorts({ port, cdnPort: 0 })).services.gateway.admin).toBe(port + 2);
});

test('only gateway and inference have no gRPC port', async () => {
  const { services } = await choosePorts({ port: 0, cdnPort: 0 });
  const without = Object.entries(services).filter(([, ports]) => ports.grpc === undefined);
  expect(without.map(([name]) => name).sort()).toEqual(['gateway', 'inference']);
});

test('a port in use is one sentence that says what to do', async () => {
  const server = createServer().listen(0, '0.0.0.0');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await expect(choosePorts({ port, cdnPort: 0 })).rejects.toThrow(
    `Port ${port} is in use: stop what listens there, or choose another with --port.`,
  );
  await expect(choosePorts({ port: 0, cdnPort: port })).rejects.toThrow(/--cdn-port\.$/);
  await new Promise((resolve) => server.close(resolve));
});
