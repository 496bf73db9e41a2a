import { GenerationEvent } from '@imageai/contracts/generation';
import { eventStream, workStream } from '@imageai/contracts/subjects';
import { waitUntil } from '@imageai/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type Backing,
  began,
  create,
  inStream,
  pull,
  pullMany,
  type Replica,
  register,
  request,
  reset,
  startBacking,
  startReplica,
  stored,
} from './harness.js';

let backing: Backing;
let replica: Replica;
let other: Replica;

beforeAll(async () => {
  backing = await startBacking();
  replica = await startReplica(backing);
  other = await startReplica(backing);
  await register(replica);
}, 60_000);

afterAll(async () => {
  await replica.stop();
  await other.stop();
  await backing.stop();
});

beforeEach(() => reset([replica, other]));

const outbox = () => replica.database.selectFrom('outbox').selectAll().orderBy('id').execute();

/** Types of a generation's events in the order in which the stream holds them. */
async function typesOf(generationId: string): Promise<string[]> {
  const { state } = await replica.messaging.manager.streams.info(eventStream);
  const types: string[] = [];
  for (let seq = state.first_seq; seq <= state.last_seq; seq++) {
    const message = await replica.messaging.manager.streams.getMessage(eventStream, { seq });
    const event = message && GenerationEvent.decode(message.data);
    if (event?.generation?.id === generationId) types.push(event.type);
  }
  return types;
}

describe('the outbox', () => {
  it('is published without a sweep, and each image keeps where the stream has its message', async () => {
    const { images } = await create(replica, request(backing, { images: 2 }));
    await replica.relay.settle();
    expect(await outbox()).toEqual([]);
    for (const { id } of images) {
      const row = await replica.database.selectFrom('images').selectAll().where('id', '=', id).executeTakeFirst();
      const seq = row?.message_sequence ?? 0;
      const message = await replica.messaging.manager.streams.getMessage(workStream, { seq });
      expect(message?.header.get('Nats-Msg-Id')).toBe(`${id}:1:1`);
    }
  });

  it('that a process left when it died after its commit is published by another, each row once', async () => {
    // A process that dies before it publishes: its relay never hears of the commit.
    const dying = await startReplica(backing);
    await dying.models.listModels({});
    dying.relay.send = () => undefined;
    const { id } = await create(dying, request(backing, { images: 2 }));
    await dying.stop();
    expect(await outbox()).toHaveLength(2);
    await Promise.all([replica.relay.sweep(), other.relay.sweep(), replica.relay.sweep()]);
    await Promise.all([replica.relay.sweep(), other.relay.sweep()]);
    expect(await outbox()).toEqual([]);
    expect(await inStream(replica)).toBe(2);
    for (const delivery of await pullMany(replica, 2)) expect(await stored(replica, delivery)).toBe(true);
    await replica.relay.settle();
    expect(await typesOf(id)).toEqual(['generation.succeeded']);
  });

  it('that a process published and could not forget is recognised when it is published again', async () => {
    const rows = replica.database.selectFrom('outbox').selectAll();
    const before = replica.relay.send.bind(replica.relay);
    let sent: Parameters<typeof before>[0] = [];
    replica.relay.send = (messages) => {
      sent = messages;
      before(messages);
    };
    await create(replica, request(backing));
    replica.relay.send = before;
    await replica.relay.settle();
    // As after a crash of Postgres, that took the deletion back.
    const returned = sent.map(({ id: _, ...row }) => row);
    await replica.database.insertInto('outbox').values(returned).execute();
    await other.relay.sweep();
    expect(await rows.execute()).toEqual([]);
    expect(await inStream(replica)).toBe(1);
  });

  it('waits while NATS is away: jobs are accepted, reports taken, and all is published when it is back', async () => {
    const delivery = await create(replica, request(backing)).then(() => pull(replica));
    await began(replica, delivery);
    await backing.nats.kill();
    const asked = Array.from({ length: 5 }, () => request(backing));
    await Promise.all(asked.map((each) => create(replica, each)));
    const { imageId, attempt } = delivery.work;
    const report = { imageId, attempt, workerId: 'worker-1', storedAt: new Date(), engineMs: 1 };
    expect(await replica.workers.reportStored(report)).toEqual({ kept: true });
    expect((await outbox()).length).toBeGreaterThanOrEqual(6);

    await backing.nats.restart();
    await waitUntil(
      async () => {
        await replica.relay.sweep();
        return (await outbox()).length === 0;
      },
      { timeoutMs: 20_000, what: 'the outbox to be empty' },
    );
    const made = new Set<string>();
    while (made.size < 5) {
      const next = await pull(replica);
      if (next.work.imageId === imageId) {
        expect(await began(replica, next, 'worker-2')).toEqual({ decision: 'WORK_DECISION_DROP' });
        next.message.ack();
        continue;
      }
      expect(await stored(replica, next)).toBe(true);
      made.add(next.work.imageId);
    }
    delivery.message.ack();
    await waitUntil(async () => (await inStream(replica)) === 0, { what: 'the work stream to be empty' });
    expect(await typesOf(delivery.work.generationId)).toEqual(['generation.succeeded']);
  });
});
