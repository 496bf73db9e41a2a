import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { freePort } from '../src/free-port.js';
import { PostgresServer } from '../src/postgres-server.js';
import { stopProcess } from '../src/process-table.js';

const folder = mkdtempSync(join(tmpdir(), 'postgres-server-'));
chmodSync(folder, 0o711);
let server: PostgresServer;

beforeAll(async () => {
  server = new PostgresServer({
    dataDir: join(folder, 'data'),
    logFile: join(folder, 'postgres.log'),
    port: await freePort(),
    password: 'p@ss/word',
  });
  await server.start();
  await server.createDatabase('app');
  await query('CREATE TABLE kept (value text)');
}, 60_000);

afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function query(text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: server.url('app') });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

function ended(): Promise<boolean> {
  return new Promise((resolve) => {
    const off = server.onExit((exit) => {
      off();
      resolve(exit.expected);
    });
  });
}

test('commits are durable, and only this machine can connect', async () => {
  const names = ['fsync', 'synchronous_commit', 'listen_addresses', 'max_connections'];
  const rows = await query(
    `SELECT name, setting FROM pg_settings WHERE name IN ('${names.join("','")}') ORDER BY name`,
  );
  expect(rows.map((row) => [row.name, row.setting])).toEqual([
    ['fsync', 'on'],
    ['listen_addresses', '127.0.0.1'],
    ['max_connections', '200'],
    ['synchronous_commit', 'on'],
  ]);
});

test('a wrong password is refused', async () => {
  const client = new pg.Client({ connectionString: server.url().replace(/:[^:@]*@/, ':wrong@') });
  await expect(client.connect()).rejects.toThrow(/password authentication failed/);
});

test('a database that exists is not created again', async () => {
  await expect(server.createDatabase('app')).resolves.toBeUndefined();
});

test('after kill -9, while clients are connected, it starts again with all that was committed', async () => {
  for (let round = 0; round < 3; round += 1) {
    const clients = Array.from({ length: 10 }, () => new pg.Client({ connectionString: server.url('app') }));
    for (const client of clients) client.on('error', () => undefined);
    await Promise.all(clients.map((client) => client.connect()));
    const running = clients.map((client) => client.query('SELECT pg_sleep(60)').catch(() => undefined));
    await query(`INSERT INTO kept VALUES ('${round}')`);
    const end = ended();
    server.kill('SIGKILL');
    expect(await end).toBe(false);
    await server.start();
    await Promise.all(running);
  }
  expect(await query('SELECT value FROM kept ORDER BY value')).toEqual([
    { value: '0' },
    { value: '1' },
    { value: '2' },
  ]);
}, 60_000);

test('a server that outlived its runner is ended, and its data taken over', async () => {
  const pid = server.pid ?? 0;
  const other = new PostgresServer({
    dataDir: join(folder, 'data'),
    logFile: join(folder, 'other.log'),
    port: await freePort(),
    password: 'p@ss/word',
  });
  const end = ended();
  await other.start();
  await end;
  expect(other.pid).not.toBe(pid);
  await other.stop();
  await server.start();
  expect(await query('SELECT count(*)::int AS n FROM kept')).toEqual([{ n: 3 }]);
}, 60_000);

test('a stop waits for the end, and expects it', async () => {
  const pid = server.pid ?? 0;
  const end = ended();
  await server.stop();
  expect(await end).toBe(true);
  await stopProcess(pid, 'SIGKILL', 0);
  await server.start();
}, 60_000);
