import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from '@jest/globals';
import pg from 'pg';
import { testDatabase } from '../src/test-database.js';
import { testNats } from '../src/test-nats.js';
import { waitUntil } from '../src/wait-until.js';

async function tables(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('CREATE TABLE IF NOT EXISTS mine (id int)');
    const { rows } = await client.query(`SELECT tablename FROM pg_tables WHERE schemaname = 'public'`);
    return rows.map((row) => row.tablename);
  } finally {
    await client.end();
  }
}

test('every test database is its own, and is gone when dropped, whoever is connected', async () => {
  const [first, second] = await Promise.all([testDatabase(), testDatabase()]);
  expect(first.url).not.toBe(second.url);
  expect(await tables(first.url)).toEqual(['mine']);
  const left = new pg.Client({ connectionString: first.url });
  left.on('error', () => undefined);
  await left.connect();
  await first.drop();
  await expect(tables(first.url)).rejects.toThrow(/does not exist/);
  expect(await tables(second.url)).toEqual(['mine']);
  await second.drop();
}, 60_000);

test('a test NATS comes back at the same address after kill and restart, and is gone when stopped', async () => {
  const nats = await testNats();
  const { hostname, port } = new URL(nats.url);
  const reachable = () =>
    new Promise<boolean>((resolve) => {
      const socket = connect({ host: hostname, port: Number(port) });
      socket.once('data', () => {
        socket.destroy();
        resolve(true);
      });
      socket.once('error', () => resolve(false));
    });
  expect(await reachable()).toBe(true);
  await nats.kill();
  expect(await reachable()).toBe(false);
  await nats.restart();
  expect(await reachable()).toBe(true);
  await nats.stop();
  expect(await reachable()).toBe(false);
}, 60_000);

test('servers and their data are gone even when the test run is killed', async () => {
  const script = `
    import { startTestPostgres, testNats } from '${new URL('../dist/index.js', import.meta.url).href}';
    const [postgres, nats] = await Promise.all([startTestPostgres(), testNats()]);
    console.log(JSON.stringify([postgres.url, nats.url]));
    setInterval(() => {}, 1000);`;
  const run = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(run.stdout, 'data');
  const urls = (JSON.parse(String(line)) as string[]).map((url) => new URL(url));
  run.kill('SIGKILL');
  for (const { hostname, port } of urls) {
    await waitUntil(async () => !(await greeted(hostname, Number(port))), { timeoutMs: 10_000 });
  }
}, 60_000);

function greeted(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
