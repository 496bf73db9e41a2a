import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureNatsServer, freePort, ManagedProcess } from '@imageai/backing-services';
import { ensureStreams, Messaging } from '@imageai/messaging';
import { testDatabase, waitUntil } from '@imageai/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { run } from '../src/run.js';

const folder = mkdtempSync(join(tmpdir(), 'imageai-secrets-'));
const secrets = join(folder, 'secrets');
const make = (...args: string[]) => run(['--folder', secrets, ...args]);
const read = (name: string) => readFileSync(join(secrets, name), 'utf8').trim();

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('nats-server with the configuration of compose.yaml and the users that were made', () => {
  const server = new ManagedProcess();
  const config = join(folder, 'nats.conf');
  const logFile = join(folder, 'nats.log');
  let port: number;

  beforeAll(async () => {
    port = await freePort();
    const shipped = readFileSync(fileURLToPath(new URL('../../images/nats.conf', import.meta.url)), 'utf8');
    const here = shipped
      .replace('0.0.0.0:4222', `127.0.0.1:${port}`)
      .replace('0.0.0.0:8222', `127.0.0.1:${await freePort()}`)
      .replace('/data', join(folder, 'jetstream'));
    make();
    writeFileSync(config, here);
    giveUsers();
    server.start({ command: await ensureNatsServer(), args: ['--config', config], logFile });
    await waitUntil(() => greets(port), { timeoutMs: 30_000, what: 'nats-server' });
  });

  afterAll(() => server.stop('SIGTERM', 10_000));

  /** As an operator does: beside the configuration, which includes it. */
  const giveUsers = () => writeFileSync(join(folder, 'nats-users.conf'), read('nats-users.conf'));
  const reload = () => {
    giveUsers();
    server.kill('SIGHUP');
  };
  const urlOf = (service: string) => {
    const url = new URL(read(`compose/${service}/NATS_URL`));
    url.host = `127.0.0.1:${port}`;
    return url.href;
  };
  const connectAs = (url: string) => Messaging.connect({ url, service: 'metering', waitForServer: false });
  const isRefused = (url: string) =>
    connectAs(url).then(
      (messaging) => messaging.close().then(() => false),
      () => true,
    );

  it('lets a service do its work, and replaces its user without a moment in which neither may', async () => {
    const before = urlOf('metering');
    const first = await connectAs(before);
    await ensureStreams(first);
    make('--rotate', 'nats:metering');
    reload();
    const after = urlOf('metering');
    const second = await waitUntil(() => connectAs(after), { timeoutMs: 30_000, what: 'the new user' });
    await ensureStreams(second);
    expect(await isRefused(before)).toBe(false);
    make('--retire', 'nats:metering');
    reload();
    await waitUntil(() => isRefused(before), { timeoutMs: 30_000, what: 'the end of the old user' });
    await ensureStreams(second);
    await Promise.all([first.close(), second.close()]);
    expect(readFileSync(logFile, 'utf8')).not.toMatch(/permissions violation/i);
  });
});

it('postgres.sql is taken by Postgres whole, twice, and lets each service into its schema alone', async () => {
  const database = await testDatabase();
  const { host, pathname } = new URL(database.url);
  make('--postgres', `here:1${pathname}`);
  const query = async (url: string, statement: string) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    return client.query(statement).finally(() => client.end());
  };
  try {
    await query(database.url, read('postgres.sql'));
    await query(database.url, read('postgres.sql'));
    const own = Object.assign(new URL(read('compose/storage/POSTGRES_URL')), { host, pathname }).href;
    await query(own, 'create table storage.things (id int)');
    await expect(query(own, 'create table auth.things (id int)')).rejects.toMatchObject({ code: '42501' });
  } finally {
    await database.drop();
  }
});

/** A server sends INFO first, before it is asked anything. */
function greets(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('data', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
