import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { newId } from '@imageai/api';
import { GenerationEvent } from '@imageai/contracts/generation';
import { deadLetterStream, eventStream, eventSubject } from '@imageai/contracts/subjects';
import { DurableConsumer, ensureStreams, Messaging } from '@imageai/messaging';
import { type TestNats, testNats, waitUntil } from '@imageai/testing';
import { afterAll, beforeAll, beforeEach, expect, it, jest } from '@jest/globals';
import type { SettlementService } from '../src/settlement/settlement.service.js';
import { settlementEvents } from '../src/settlement/settlement-events.js';
import { admitRequest, balanceOf, endedEvent, logger, MeteringFixture, type Replica } from './metering.fixture.js';

let fixture: MeteringFixture;
let nats: TestNats;
let messaging: Messaging;
let replica: Replica;
let accountId: string;
type Consumer = DurableConsumer<GenerationEvent | undefined>;
const consumers: Consumer[] = [];

beforeAll(async () => {
  [fixture, nats] = await Promise.all([MeteringFixture.create(), testNats()]);
  messaging = await Messaging.connect({ url: nats.url, service: 'test' });
  await ensureStreams(messaging);
  replica = fixture.replica();
}, 60_000);

afterAll(async () => {
  await Promise.all(consumers.map((consumer) => consumer.stop()));
  await messaging.close();
  await Promise.all([fixture.drop(), nats.stop()]);
});

beforeEach(() => {
  accountId = newId('acct');
});

function startConsumer(settlement: Pick<SettlementService, 'handle'> = replica.settlement): Consumer {
  const consumer = new DurableConsumer({
    ...settlementEvents(settlement),
    natsUrl: nats.url,
    service: 'test',
    concurrency: 16,
    logger,
  });
  consumer.start();
  consumers.push(consumer);
  return consumer;
}

async function stop(consumer: Consumer): Promise<void> {
  consumers.splice(consumers.indexOf(consumer), 1);
  await consumer.stop();
}

async function reserve(): Promise<string> {
  const generationId = newId('gen');
  await replica.admission.admit(admitRequest({ accountId, generationId, images: 2 }));
  return generationId;
}

async function publish(generationId: string): Promise<void> {
  const event = endedEvent(generationId, accountId, { [`img_${generationId}`]: 'STORED', img_x: 'FAILED' });
  await messaging.jetStream.publish(eventSubject(event.type), GenerationEvent.encode(event).finish(), {
    msgID: event.id,
  });
}

const settled = (used: number) =>
  waitUntil(async () => JSON.stringify(await balanceOf(replica, accountId)) === `{"reserved":0,"used":${used}}`, {
    timeoutMs: 15_000,
    what: `a balance of ${used} used`,
  });

it('settles what was published while no replica ran', async () => {
  await publish(await reserve());
  const consumer = startConsumer();
  await settled(1);
  await stop(consumer);
});

it('counts once when it dies after settling and before the ack, and the event comes again', async () => {
  let handled = 0;
  const dying = {
    handle: async (event: GenerationEvent) => {
      await replica.settlement.handle(event);
      handled += 1;
      if (handled === 1) throw new Error('died between settling and ack');
    },
  };
  const consumer = startConsumer(dying);
  await publish(await reserve());
  await waitUntil(() => handled >= 2, { timeoutMs: 10_000 });
  expect(await balanceOf(replica, accountId)).toEqual({ reserved: 0, used: 1 });
  await stop(consumer);
});

it('counts once when its process is killed between settling and the ack', async () => {
  await publish(await reserve());
  const program = fileURLToPath(new URL('./dies-before-ack.mjs', import.meta.url));
  const dying = spawn(process.execPath, [program, fixture.url, nats.url], { stdio: 'inherit' });
  expect(await once(dying, 'exit')).toEqual([null, 'SIGKILL']);
  expect(await balanceOf(replica, accountId)).toEqual({ reserved: 0, used: 1 });

  // Nobody has acked it: it comes again, here sooner than after the half minute that a worker has.
  const acksWithin = (seconds: number) =>
    messaging.manager.consumers.update(eventStream, 'metering', { ack_wait: seconds * 1e9 });
  await acksWithin(1);
  const waiting = await messaging.jetStream.consumers.get(eventStream, 'metering');
  const again = await waiting.next({ expires: 20_000 });
  expect(again?.redelivered).toBe(true);
  await replica.settlement.handle(GenerationEvent.decode(again?.data ?? new Uint8Array()));
  again?.ack();
  await acksWithin(30);
  expect(await balanceOf(replica, accountId)).toEqual({ reserved: 0, used: 1 });
  const { before, after } = await replica.usage.rebuild({ accountId, month: '2026-11' });
  expect(after).toEqual(before);
});

it('shares the events among replicas, and 60 generations are settled once each', async () => {
  const both = [startConsumer(), startConsumer(fixture.replica().settlement)];
  const ids = await Promise.all(Array.from({ length: 60 }, reserve));
  await Promise.all(ids.map(publish));
  await settled(60);
  const { before, after } = await replica.usage.rebuild({ accountId, month: '2026-11' });
  expect(after).toEqual(before);
  for (const consumer of both) await stop(consumer);
});

it('goes on where it was after NATS was killed and came back', async () => {
  const consumer = startConsumer();
  await waitUntil(() => consumer.isReady());
  await publish(await reserve());
  await settled(1);
  await nats.kill();
  expect(await consumer.isReady()).toBe(false);
  const second = await reserve();
  const late = startConsumer();
  expect(await late.isReady()).toBe(false);
  // It never had a connection: there is nothing to wait for.
  await stop(late);
  await nats.restart();
  const back = async () => (await consumer.isReady()) && (await messaging.isReachable());
  await waitUntil(back, { timeoutMs: 10_000 });
  await publish(second);
  await settled(2);
  await stop(consumer);
}, 30_000);

it('tries again an event that could not be settled while the database was away', async () => {
  const handle = jest.fn(async (event: GenerationEvent) => {
    if (handle.mock.calls.length <= 2) throw new Error('away');
    await replica.settlement.handle(event);
  });
  const consumer = startConsumer({ handle });
  await publish(await reserve());
  await settled(1);
  await stop(consumer);
});

it('moves what is no event to the dead letters, passes over other kinds of events, and goes on', async () => {
  const consumer = startConsumer();
  await messaging.jetStream.publish(eventSubject('quota.warning'), new Uint8Array([255, 255, 255]));
  await messaging.jetStream.publish(eventSubject('generation.succeeded'), new Uint8Array([255, 255, 255]));
  await publish(await reserve());
  await settled(1);
  const { state } = await messaging.manager.streams.info(deadLetterStream);
  expect(state.messages).toBe(1);
  await stop(consumer);
});
