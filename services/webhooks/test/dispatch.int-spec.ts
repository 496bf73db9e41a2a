import { newId } from '@imageai/api';
import { DeliveryStatus } from '@imageai/contracts/webhooks';
import { waitUntil } from '@imageai/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { type Handler, ok, Receiver } from './receiver.js';
import {
  type Backing,
  createEndpoint,
  deliveriesOf,
  generationEvent,
  type Replica,
  startBacking,
  startReplica,
} from './webhooks-under-test.js';

const { DELIVERY_STATUS_DELIVERED } = DeliveryStatus;
const attemptTimeoutMs = 10_000;
/** Four time-outs of a try. */
const leaseMs = 4 * attemptTimeoutMs;

let backing: Backing;
let receiver: Receiver;
let accountId: string;
let replicas: Replica[];

const start = async (settings: Parameters<typeof startReplica>[1] = {}): Promise<Replica> => {
  const replica = await startReplica(backing, { ATTEMPT_TIMEOUT_MS: attemptTimeoutMs, ...settings });
  replicas.push(replica);
  return replica;
};
async function takeMany(replica: Replica, count: number, account = accountId): Promise<void> {
  await Promise.all(Array.from({ length: count }, () => replica.take(generationEvent({ accountId: account }))));
}

/** Answers when told so. */
function held(): { handler: Handler; release: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { handler: (response) => promise.then(() => response.end()), release: resolve };
}

beforeAll(async () => {
  backing = await startBacking();
}, 60_000);
afterAll(() => backing.postgres.drop());
beforeEach(async () => {
  accountId = newId('acct');
  replicas = [];
  receiver = await Receiver.start();
});
afterEach(async () => {
  await Promise.all(replicas.map((replica) => replica.stop()));
  await receiver.stop();
});

describe('many at once', () => {
  it('are each delivered once by two replicas that look for them at the same time', async () => {
    const [first, second, taker] = [await start(), await start(), await start({ DELIVERY_CONCURRENCY: 1 })];
    await createEndpoint(taker, accountId, receiver.url);
    const { handler, release } = held();
    receiver.handler = handler;
    await takeMany(taker, 60);
    for (const replica of [first, second]) replica.dispatcher.look();
    await waitUntil(() => receiver.open >= 30, { what: 'both replicas to be busy' });
    release();
    await Promise.all(replicas.map((replica) => replica.dispatcher.settled()));
    expect(receiver.received).toHaveLength(60);
    expect(new Set(receiver.ids).size).toBe(60);
    const deliveries = await deliveriesOf(first, accountId);
    expect(deliveries.every(({ status, attempts }) => status === DELIVERY_STATUS_DELIVERED && attempts === 1)).toBe(
      true,
    );
  });

  it('to one endpoint go no more at a time than its bound, and all arrive', async () => {
    const replica = await start({ ENDPOINT_CONCURRENCY: 3 });
    await createEndpoint(replica, accountId, receiver.url);
    const { handler, release } = held();
    receiver.handler = handler;
    await takeMany(replica, 40);
    await receiver.got(3);
    release();
    await replica.dispatcher.settled();
    expect(receiver.received).toHaveLength(40);
    expect(receiver.mostOpen).toBe(3);
  });

  it('go no more at a time than the bound of the process, and all arrive', async () => {
    const replica = await start({ DELIVERY_CONCURRENCY: 4 });
    for (const path of ['a', 'b', 'c']) await createEndpoint(replica, accountId, `${receiver.url}/${path}`);
    const { handler, release } = held();
    receiver.handler = handler;
    await takeMany(replica, 20);
    await receiver.got(4);
    release();
    await replica.dispatcher.settled();
    expect([receiver.received.length, receiver.mostOpen]).toEqual([60, 4]);
  });

  it('that wait for a receiver that hangs hold up nobody else', async () => {
    const replica = await start({ ENDPOINT_CONCURRENCY: 2 });
    const { handler, release } = held();
    const slow = await Receiver.start(handler);
    await createEndpoint(replica, accountId, slow.url);
    await takeMany(replica, 50);
    await slow.got(2);
    const other = newId('acct');
    await createEndpoint(replica, other, receiver.url);
    await takeMany(replica, 50, other);
    await receiver.got(50);
    expect(slow.received).toHaveLength(2);
    release();
    await replica.dispatcher.settled();
    expect(slow.received).toHaveLength(50);
    await slow.stop();
  });

  it('to an endpoint whose last try failed go one at a time until one succeeds', async () => {
    const replica = await start({ ENDPOINT_CONCURRENCY: 8 });
    await createEndpoint(replica, accountId, receiver.url);
    receiver.handler = (response) => response.writeHead(500).end();
    await takeMany(replica, 1);
    await replica.dispatcher.settled();
    receiver.mostOpen = 0;
    await takeMany(replica, 5);
    await replica.dispatcher.settled();
    expect([receiver.received.length, receiver.mostOpen]).toEqual([6, 1]);
    receiver.handler = ok;
    await takeMany(replica, 1);
    await replica.dispatcher.settled();
    const { handler, release } = held();
    receiver.handler = handler;
    await takeMany(replica, 30);
    await waitUntil(() => receiver.open === 8, { what: 'all its places to be taken' });
    release();
    await replica.dispatcher.settled();
  });
});

describe('a process that is gone', () => {
  it('loses its deliveries to another when its lease is over, no sooner, with the same id', async () => {
    const [dead, heir] = [await start(), await start()];
    await createEndpoint(dead, accountId, receiver.url);
    const { handler, release } = held();
    receiver.handler = handler;
    await takeMany(dead, 3);
    await receiver.got(3);
    const ids = new Set(receiver.ids);
    receiver.handler = ok;
    await heir.deliverDue();
    expect(receiver.received).toHaveLength(3);
    backing.clock.advance(leaseMs + 1);
    await heir.deliverDue();
    expect(receiver.received).toHaveLength(6);
    expect(new Set(receiver.ids)).toEqual(ids);
    // It was not dead after all: what it says now changes nothing.
    const before = await deliveriesOf(heir, accountId);
    release();
    await dead.dispatcher.settled();
    expect(await deliveriesOf(heir, accountId)).toEqual(before);
    expect(before.every(({ attempts }) => attempts === 1)).toBe(true);
  });
});

it('an outcome whose connection to Postgres breaks is written by another: the receiver is not called twice', async () => {
  const replica = await start();
  await createEndpoint(replica, accountId, receiver.url);
  const { handler, release } = held();
  receiver.handler = handler;
  await takeMany(replica, 1);
  await receiver.got(1);
  await replica.database.transaction().execute(async (transaction) => {
    await sql`lock table deliveries in share row exclusive mode`.execute(transaction);
    release();
    const waiting = sql`select pid from pg_locks where not granted and relation = 'deliveries'::regclass`;
    await waitUntil(async () => (await waiting.execute(transaction)).rows.length > 0, { what: 'the record to wait' });
    await sql`
      select pg_terminate_backend(pid) from pg_locks
      where not granted and relation = 'deliveries'::regclass`.execute(transaction);
  });
  await replica.dispatcher.settled();
  expect(receiver.received).toHaveLength(1);
  expect((await deliveriesOf(replica, accountId))[0]).toMatchObject({ status: DELIVERY_STATUS_DELIVERED, attempts: 1 });
});

it('a process that stops waits for the tries under way and begins no other', async () => {
  const stopping = await start({ ENDPOINT_CONCURRENCY: 1 });
  await createEndpoint(stopping, accountId, receiver.url);
  const { handler, release } = held();
  receiver.handler = handler;
  await takeMany(stopping, 3);
  await receiver.got(1);
  const stopped = stopping.dispatcher.stop();
  release();
  await stopped;
  expect(receiver.received).toHaveLength(1);
  const next = await start();
  expect(
    (await deliveriesOf(next, accountId)).filter(({ status }) => status === DELIVERY_STATUS_DELIVERED),
  ).toHaveLength(1);
  await next.deliverDue();
  expect(new Set(receiver.ids).size).toBe(3);
});

it('an event and its deliveries are written together or not at all', async () => {
  const replica = await start();
  await createEndpoint(replica, accountId, receiver.url);
  const event = generationEvent({ accountId });
  await sql`alter table deliveries add constraint nothing_fits check (account_id <> ${sql.lit(accountId)})`.execute(
    replica.database,
  );
  await expect(replica.take(event)).rejects.toThrow();
  expect(await replica.database.selectFrom('events').where('id', '=', event.id).selectAll().execute()).toEqual([]);
  await sql`alter table deliveries drop constraint nothing_fits`.execute(replica.database);
  await replica.take(event);
  await replica.dispatcher.settled();
  expect(receiver.received).toHaveLength(1);
});
