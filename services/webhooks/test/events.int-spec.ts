import { newId, quotaWarningEvent } from '@imageai/api';
import { GenerationEvent } from '@imageai/contracts/generation';
import { QuotaWarning } from '@imageai/contracts/metering';
import { deadLetterStream, eventStream, eventSubject } from '@imageai/contracts/subjects';
import { ImageUrls } from '@imageai/image-urls';
import { ensureStreams, Messaging } from '@imageai/messaging';
import { createLogger } from '@imageai/telemetry';
import { type TestNats, testNats, waitUntil } from '@imageai/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EventFeed } from '../src/events/event-feed.js';
import { Receiver } from './receiver.js';
import {
  type Backing,
  createEndpoint,
  generationEvent,
  type Replica,
  startBacking,
  startReplica,
} from './webhooks-under-test.js';

let backing: Backing;
let nats: TestNats;
let replica: Replica;
let messaging: Messaging;
let feed: EventFeed;
let receiver: Receiver;
let accountId: string;

const startFeed = (): EventFeed => {
  const logger = createLogger('test', 'silent');
  const started = new EventFeed({
    natsUrl: nats.url,
    urls: new ImageUrls(replica.config),
    service: replica.events,
    logger,
  });
  started.start();
  return started;
};

beforeAll(async () => {
  [backing, nats] = await Promise.all([startBacking(), testNats()]);
  replica = await startReplica(backing);
  messaging = await Messaging.connect({ url: nats.url, service: 'test' });
  receiver = await Receiver.start();
  feed = startFeed();
  await waitUntil(() => feed.isReady(), { timeoutMs: 20_000, what: 'the feed to be ready' });
}, 60_000);
afterAll(async () => {
  await feed.stop();
  await messaging.close();
  await replica.stop();
  await receiver.stop();
  await Promise.all([backing.postgres.drop(), nats.stop()]);
});
beforeEach(async () => {
  accountId = newId('acct');
  receiver.received.length = 0;
  await createEndpoint(replica, accountId, receiver.url);
});

async function publish(event = generationEvent({ accountId })): Promise<GenerationEvent> {
  await messaging.jetStream.publish(eventSubject(event.type), GenerationEvent.encode(event).finish());
  return event;
}

const generations = (): string[] => receiver.received.map(({ body }) => JSON.parse(body).data.id).sort();

describe('the feed of events', () => {
  it('brings each event to its receivers once, however often it comes', async () => {
    const [first, second] = [generationEvent({ accountId }), generationEvent({ accountId })];
    for (const event of [first, second, first, first]) await publish(event);
    const last = await publish();
    await waitUntil(() => generations().includes(last.generation?.id ?? ''), { timeoutMs: 15_000 });
    await receiver.got(3);
    await replica.dispatcher.settled();
    expect(generations()).toEqual([first, second, last].map((event) => event.generation?.id).sort());
  });

  it('goes on where it stopped: what came meanwhile is taken by the next process', async () => {
    await feed.stop();
    await publish();
    feed = startFeed();
    await receiver.got(1);
  });

  it('goes on after NATS was away', async () => {
    await nats.kill();
    await nats.restart();
    await waitUntil(() => messaging.isReachable(), { timeoutMs: 15_000 });
    await publish();
    await receiver.got(1);
  });

  it('goes on after NATS lost its data', async () => {
    await messaging.manager.streams.delete(eventStream);
    await ensureStreams(messaging);
    await publish();
    await receiver.got(1);
  });

  it('tells an account once that most of its month is used up', async () => {
    const occurredAt = new Date('2026-11-20T10:00:00.000Z');
    const used = { month: '2026-11', percent: 80, imagesUsed: 400, imagesPerMonth: 500 };
    const warning = QuotaWarning.encode({ id: newId('evt'), occurredAt, accountId, ...used }).finish();
    for (let times = 0; times < 2; times++) await messaging.jetStream.publish(eventSubject('quota.warning'), warning);
    await publish();
    await receiver.got(2);
    await replica.dispatcher.settled();
    const warnings = receiver.received
      .map(({ body }) => JSON.parse(body))
      .filter(({ type }) => type === 'quota.warning');
    expect(warnings.map((body) => quotaWarningEvent.parse(body))).toEqual([
      {
        type: 'quota.warning',
        timestamp: occurredAt.toISOString(),
        data: { month: '2026-11', percent: 80, images_used: 400, images_per_month: 500 },
      },
    ]);
  });

  it('passes over what it does not know, and puts aside what it cannot read', async () => {
    await messaging.jetStream.publish(eventSubject('invoice.paid'), 'of a later version');
    const unreadable = Buffer.from('\xff\xff no event', 'latin1');
    await messaging.jetStream.publish(eventSubject('generation.failed'), unreadable);
    await publish();
    await receiver.got(1);
    const kept = async () => (await messaging.manager.streams.info(deadLetterStream)).state.messages;
    await waitUntil(async () => (await kept()) === 1, { timeoutMs: 10_000, what: 'the dead letter' });
    expect(receiver.received).toHaveLength(1);
  });
});
