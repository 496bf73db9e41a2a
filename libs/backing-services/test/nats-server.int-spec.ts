import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { freePort } from '../src/free-port.js';
import { ensureNatsServer } from '../src/nats-binary.js';
import { NatsServer } from '../src/nats-server.js';

const folder = mkdtempSync(join(tmpdir(), 'nats-server-'));
let server: NatsServer;

beforeAll(async () => {
  server = new NatsServer({
    program: await ensureNatsServer(),
    dataDir: join(folder, 'nats'),
    logFile: join(folder, 'nats.log'),
    port: await freePort(),
    user: 'imageai',
    password: 'secret',
  });
  await server.start();
}, 120_000);

afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Speaks the text protocol by hand: INFO, then what we send, then the answer. */
function talk(options: object): Promise<{ info: Record<string, unknown>; answer: string }> {
  const { port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port: Number(port) });
    let text = '';
    socket.on('error', reject);
    socket.on('data', (data) => {
      const first = text === '';
      text += data.toString();
      if (first) socket.write(`CONNECT ${JSON.stringify(options)}\r\nPING\r\n`);
      else {
        socket.destroy();
        const [info = '', answer = ''] = text.split('\r\n');
        resolve({ info: JSON.parse(info.slice('INFO '.length)), answer });
      }
    });
  });
}

test('JetStream is on, and a client with the password is let in', async () => {
  const { info, answer } = await talk({ verbose: false, user: 'imageai', pass: 'secret' });
  expect(info).toMatchObject({ jetstream: true, auth_required: true });
  expect(answer).toBe('PONG');
});

test('a client without the password is refused', async () => {
  expect((await talk({ verbose: false, user: 'imageai', pass: 'wrong' })).answer).toMatch(/Authorization Violation/);
});

test('after kill -9 it is told as unexpected, and starts again on the same port', async () => {
  const url = server.url;
  const end = new Promise<boolean>((resolve) => {
    const off = server.onExit((exit) => {
      off();
      resolve(exit.expected);
    });
  });
  server.kill('SIGKILL');
  expect(await end).toBe(false);
  await server.start();
  expect(server.url).toBe(url);
  expect((await talk({ verbose: false, user: 'imageai', pass: 'secret' })).answer).toBe('PONG');
});

test('the password is not on the command line, where everybody could read it', async () => {
  const { commandOf } = await import('../src/process-table.js');
  expect(commandOf(server.pid ?? 0)).toContain('nats.conf');
  expect(commandOf(server.pid ?? 0)).not.toContain('secret');
});
