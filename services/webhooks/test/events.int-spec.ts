import { GenerationEvent } from '@imageai/contracts/generation';
import { eventStream, eventSubject } from '@imageai/contracts/subjects';
import { createDatabase, migrate } from '@imageai/db';
import { ensureStreams, Messaging } from '@imageai/messaging';
import { createLogger } from '@imageai/telemetry';
import { type TestDatabase, type TestNats, testDatabase, testNats, waitUntil } from '@imageai/testing';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Kysely } from 'kysely';
import { migrations } from '../src/db/migrations/index.js';
import { schemaName, type WebhooksSchema } from '../src/db/schema.js';
import { EventRepository } from '../src/events/event.repository.js';
import { EventService } from '../src/events/event.service.js';
import { EventFeed } from '../src/events/event-feed.js';

jest.setTimeout(30_000);

let postgres: TestDatabase;
let nats: TestNats;
let database: Kysely<WebhooksSchema>;
let messaging: Messaging;
let feed: EventFeed;

const startFeed = (): EventFeed => {
  const repository = new EventRepository(database);
  const service = new EventService(repository);
  const started = new EventFeed({ natsUrl: nats.url, service, repository, logger: createLogger('test', 'silent') });
  started.start();
  return started;
};

beforeAll(async () => {
  [postgres, nats] = await Promise.all([testDatabase(), testNats()]);
  await migrate({ url: postgres.url, schema: schemaName }, migrations);
  database = createDatabase({ url: postgres.url, schema: schemaName });
  messaging = await Messaging.connect({ url: nats.url, service: 'test' });
  feed = startFeed();
  await waitUntil(() => feed.isReady(), { timeoutMs: 20_000, what: 'the feed to be ready' });
}, 60_000);

afterAll(async () => {
  await feed.stop();
  await messaging.close();
  await database.destroy();
  await Promise.all([postgres.drop(), nats.stop()]);
});

async function publish(id: string): Promise<void> {
  const event = GenerationEvent.fromPartial({
    id,
    type: 'generation.succeeded',
    occurredAt: new Date(),
    generation: { id: 'gen_1', accountId: 'acct_1' },
  });
  await messaging.jetStream.publish(eventSubject(event.type), GenerationEvent.encode(event).finish());
}

const seen = async (): Promise<string[]> =>
  (await database.selectFrom('events').select('id').orderBy('id').execute()).map(({ id }) => id);

const waitFor = (count: number) =>
  waitUntil(async () => (await seen()).length === count, { timeoutMs: 15_000, what: `${count} events` });

describe('the feed of events', () => {
  it('takes each event once, however often it comes', async () => {
    for (const id of ['evt_a', 'evt_b', 'evt_a', 'evt_a', 'evt_c']) await publish(id);
    await waitFor(3);
    expect(await seen()).toEqual(['evt_a', 'evt_b', 'evt_c']);
    const row = await database.selectFrom('events').selectAll().executeTakeFirst();
    expect(row).toMatchObject({ type: 'generation.succeeded', account_id: 'acct_1', generation_id: 'gen_1' });
  });

  it('goes on where it stopped: what came meanwhile is taken by the next process', async () => {
    await feed.stop();
    await publish('evt_d');
    feed = startFeed();
    await waitFor(4);
  });

  it('goes on after NATS was away', async () => {
    await nats.kill();
    await nats.restart();
    await waitUntil(() => messaging.isReachable(), { timeoutMs: 15_000 });
    await publish('evt_e');
    await waitFor(5);
  });

  it('goes on after NATS lost its data', async () => {
    await messaging.manager.streams.delete(eventStream);
    await ensureStreams(messaging);
    await publish('evt_f');
    await waitFor(6);
  });
});
