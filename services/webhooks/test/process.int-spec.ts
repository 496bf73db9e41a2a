import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { newId } from '@imageai/api';
import { freePort } from '@imageai/backing-services';
import { GenerationEvent } from '@imageai/contracts/generation';
import { eventSubject } from '@imageai/contracts/subjects';
import { DeliveryStatus } from '@imageai/contracts/webhooks';
import { Messaging } from '@imageai/messaging';
import { type TestNats, testNats, waitUntil } from '@imageai/testing';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { type Handler, ok, Receiver } from './receiver.js';
import {
  type Backing,
  cdnUrl,
  createEndpoint,
  deliveriesOf,
  generationEvent,
  imageUrlKeys,
  type Replica,
  secretKeys,
  startBacking,
  startReplica,
  token,
  tokenHashes,
} from './webhooks-under-test.js';

let backing: Backing;
let nats: TestNats;
let messaging: Messaging;
/** Only to prepare and to look: it takes no events and looks for nothing that is due. */
let observer: Replica;
let receiver: Receiver;
let proxy: Receiver;
let accountId: string;
const children: ChildProcess[] = [];

const startProcess = async (settings: Record<string, string> = {}) => {
  const healthPort = await freePort();
  const health = `http://127.0.0.1:${healthPort}`;
  const child = spawn(process.execPath, ['dist/main.js'], {
    env: {
      LOG_LEVEL: 'error',
      HEALTH_PORT: String(healthPort),
      GRPC_PORT: String(await freePort()),
      SERVICE_TOKEN: token,
      SERVICE_TOKEN_HASHES: JSON.stringify(tokenHashes),
      POSTGRES_URL: backing.postgres.url,
      NATS_URL: nats.url,
      CDN_URL: cdnUrl,
      AUTH_ADDRESS: 'localhost:1',
      SECRET_KEYS: secretKeys,
      IMAGE_URL_KEYS: imageUrlKeys,
      WEBHOOKS_ALLOWED_RANGES: '127.0.0.0/8',
      ATTEMPT_TIMEOUT_MS: '1000',
      POLL_INTERVAL_MS: '100',
      ...settings,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  children.push(child);
  await waitUntil(async () => (await fetch(`${health}/readyz`)).ok, { timeoutMs: 60_000, what: 'readiness' });
  return { child, health };
};

async function publish(): Promise<void> {
  const event = generationEvent({ accountId });
  await messaging.jetStream.publish(eventSubject(event.type), GenerationEvent.encode(event).finish());
}

const delivered = (count: number) =>
  waitUntil(
    async () => {
      const deliveries = await deliveriesOf(observer, accountId);
      const done = deliveries.filter(({ status }) => status === DeliveryStatus.DELIVERY_STATUS_DELIVERED);
      return done.length === count ? done : undefined;
    },
    { timeoutMs: 60_000, what: `${count} deliveries` },
  );

beforeAll(async () => {
  [backing, nats] = await Promise.all([startBacking(), testNats()]);
  messaging = await Messaging.connect({ url: nats.url, service: 'test' });
  observer = await startReplica(backing, { clock: { now: () => new Date() } });
}, 180_000);
afterAll(async () => {
  await observer.stop();
  await messaging.close();
  await Promise.all([backing.postgres.drop(), nats.stop()]);
});
beforeEach(async () => {
  accountId = newId('acct');
  [receiver, proxy] = [await Receiver.start(), await Receiver.start()];
  await createEndpoint(observer, accountId, receiver.url);
});
afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  await Promise.all([receiver.stop(), proxy.stop()]);
});

it('a process that is killed between an answer and its record is succeeded by one that delivers again, with the same id', async () => {
  const { child } = await startProcess();
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const held: Handler = (response) => released.then(() => response.end());
  receiver.handler = held;
  await publish();
  await receiver.got(1);
  await observer.database.transaction().execute(async (transaction) => {
    await sql`lock table deliveries in share row exclusive mode`.execute(transaction);
    release();
    // Asked outside the transaction, which would see the same activity for ever.
    const recording = sql`
      select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like '%record_outcomes%'`;
    await waitUntil(async () => (await recording.execute(observer.database)).rows.length > 0, {
      timeoutMs: 60_000,
      what: 'the record to wait for the lock',
    });
    child.kill('SIGKILL');
    await once(child, 'exit');
    // What it had sent to Postgres must not come true after its death.
    await sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where wait_event_type = 'Lock' and datname = current_database() and pid <> pg_backend_pid()`.execute(transaction);
  });
  expect(await deliveriesOf(observer, accountId)).toEqual([
    expect.objectContaining({ status: DeliveryStatus.DELIVERY_STATUS_PENDING, attempts: 0 }),
  ]);
  receiver.handler = ok;
  await startProcess();
  await delivered(1);
  expect(receiver.received).toHaveLength(2);
  expect(new Set(receiver.ids).size).toBe(1);
  expect(receiver.received[0]?.body).toBe(receiver.received[1]?.body);
}, 180_000);

it('a process that is told to stop ends the try under way, and exits with 0', async () => {
  const { child, health } = await startProcess();
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  receiver.handler = (response) => released.then(() => response.end());
  await publish();
  await receiver.got(1);
  child.kill('SIGTERM');
  await waitUntil(async () => (await fetch(`${health}/readyz`)).status === 503);
  const exit = once(child, 'exit');
  release();
  expect(await exit).toEqual([0, null]);
  expect(await delivered(1)).toEqual([expect.objectContaining({ attempts: 1 })]);
  expect(receiver.received).toHaveLength(1);
}, 180_000);

it('events that happen while the process or NATS is away are delivered when both are back', async () => {
  const first = await startProcess();
  await publish();
  await delivered(1);
  first.child.kill('SIGKILL');
  await once(first.child, 'exit');
  await publish();
  await nats.kill();
  await nats.restart();
  await waitUntil(() => messaging.isReachable(), { timeoutMs: 60_000 });
  const second = await startProcess();
  await delivered(2);
  await nats.kill();
  await waitUntil(async () => (await fetch(`${second.health}/readyz`)).status === 503, { timeoutMs: 60_000 });
  await nats.restart();
  await waitUntil(() => messaging.isReachable(), { timeoutMs: 60_000 });
  await publish();
  await delivered(3);
  expect(new Set(receiver.ids).size).toBe(3);
}, 90_000);

it('a proxy in the environment is not used, and what was delivered is counted', async () => {
  const variables = ['HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'HTTPS_PROXY'];
  const proxies = Object.fromEntries(variables.map((name) => [name, `http://127.0.0.1:${proxy.port}`]));
  const { health } = await startProcess({ ...proxies, NODE_USE_ENV_PROXY: '1' });
  await publish();
  await delivered(1);
  expect([proxy.received.length, receiver.received.length]).toEqual([0, 1]);
  const metrics = await (await fetch(`${health}/metrics`)).text();
  expect(metrics).toContain('imageai_webhooks_events_total{type="generation.succeeded"} 1');
  expect(metrics).toContain('imageai_webhooks_deliveries_total{status="delivered"} 1');
  expect(metrics).toContain('imageai_webhooks_attempts_total{outcome="delivered"} 1');
  expect(metrics).toContain('imageai_webhooks_delivery_seconds_count 1');
}, 180_000);

it('settings that are missing or wrong are named, and the value of a secret is not shown', async () => {
  const env = { SECRET_KEYS: 'one:hunter2', WEBHOOKS_ALLOWED_RANGES: 'everything', WEBHOOKS_ALLOWED_PORTS: 'http' };
  const child = spawn(process.execPath, ['dist/main.js'], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  expect(code).toBe(1);
  expect(said).toContain('CDN_URL is not set');
  expect(said).toContain('SECRET_KEYS: must be keys like name:64 hex digits');
  expect(said).toContain('WEBHOOKS_ALLOWED_RANGES: must be ranges like 10.0.0.0/8');
  expect(said).toContain('WEBHOOKS_ALLOWED_PORTS: must be ports');
  expect(said).not.toContain('hunter2');
}, 180_000);
