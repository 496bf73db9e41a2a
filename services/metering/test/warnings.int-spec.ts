import { isId, newId } from '@imageai/api';
import { QuotaWarning } from '@imageai/contracts/metering';
import { eventStream, eventSubject } from '@imageai/contracts/subjects';
import { ensureStreams, Messaging } from '@imageai/messaging';
import { type TestNats, testNats, waitUntil } from '@imageai/testing';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { WarningRepository } from '../src/warnings/warning.repository.js';
import { WarningRelay } from '../src/warnings/warning-relay.js';
import { admitRequest, endedEvent, logger, MeteringFixture, type Replica } from './metering.fixture.js';

let fixture: MeteringFixture;
let nats: TestNats;
let messaging: Messaging;
let replica: Replica;
let accountId: string;
const relays: WarningRelay[] = [];

beforeAll(async () => {
  [fixture, nats] = await Promise.all([MeteringFixture.create(), testNats()]);
  messaging = await Messaging.connect({ url: nats.url, service: 'test' });
  await ensureStreams(messaging);
  replica = fixture.replica();
}, 60_000);
afterAll(async () => {
  await messaging.close();
  await Promise.all([fixture.drop(), nats.stop()]);
});
beforeEach(() => {
  accountId = newId('acct');
  fixture.clock.set('2026-11-10T10:00:00.000Z');
});
afterEach(async () => {
  await Promise.all(relays.splice(0).map((relay) => relay.stop()));
});

function relay(): WarningRelay {
  const warnings = new WarningRepository(replica.database);
  const made = new WarningRelay({ natsUrl: nats.url, warnings, logger, intervalMs: 50 });
  relays.push(made);
  return made;
}

/** Makes images, one generation each, with a limit on the month. */
async function use(images: number, perMonth: number): Promise<void> {
  for (let made = 0; made < images; made++) {
    const generationId = newId('gen');
    await replica.admission.admit(admitRequest({ accountId, generationId, perMonth }));
    await replica.settlement.handle(endedEvent(generationId, accountId, { [`img_${generationId}`]: 'STORED' }));
  }
}

const reached = async () => {
  const rows = replica.database.selectFrom('quota_warnings').selectAll().where('account_id', '=', accountId);
  return (await rows.orderBy('month').orderBy('percent').execute()).map(({ month, percent, images_used }) => [
    month,
    percent,
    images_used,
  ]);
};

async function publishedWarnings(): Promise<QuotaWarning[]> {
  const { state } = await messaging.manager.streams.info(eventStream);
  const all: QuotaWarning[] = [];
  for (let seq = state.first_seq; seq <= state.last_seq; seq++) {
    const message = await messaging.manager.streams.getMessage(eventStream, { seq });
    if (message?.subject === eventSubject('quota.warning')) all.push(QuotaWarning.decode(message.data));
  }
  return all.filter((warning) => warning.accountId === accountId);
}

it('is reached when 80 and 100 percent of the month are used, and at no image before', async () => {
  await use(7, 10);
  expect(await reached()).toEqual([]);
  await use(1, 10);
  expect(await reached()).toEqual([['2026-11', 80, 8]]);
  await use(1, 10);
  expect(await reached()).toHaveLength(1);
  await use(1, 10);
  expect(await reached()).toEqual([
    ['2026-11', 80, 8],
    ['2026-11', 100, 10],
  ]);
});

it('counts what is stored and not what is reserved, and comes once for a month however the limit changes', async () => {
  const generationId = newId('gen');
  await replica.admission.admit(admitRequest({ accountId, generationId, images: 10, perMonth: 10 }));
  await replica.settlement.handle(endedEvent(generationId, accountId, { img_lost: 'FAILED' }, 'failed'));
  await use(10, 20);
  expect(await reached()).toEqual([]);
  await use(6, 20);
  await use(10, 100);
  await use(10, 40);
  expect(await reached()).toEqual([['2026-11', 80, 16]]);
});

it('comes again in the next month', async () => {
  await use(1, 1);
  fixture.clock.set('2026-12-01T00:00:00.000Z');
  await use(1, 1);
  expect((await reached()).map(([month, percent]) => [month, percent])).toEqual([
    ['2026-11', 80],
    ['2026-11', 100],
    ['2026-12', 80],
    ['2026-12', 100],
  ]);
});

it('is published once by two replicas that start together, with an id that stays', async () => {
  await use(4, 5);
  await Promise.all([relay().relay(), relay().relay()]);
  const warnings = await publishedWarnings();
  expect(warnings).toMatchObject([{ month: '2026-11', percent: 80, imagesUsed: 4, imagesPerMonth: 5 }]);
  expect(isId('evt', warnings[0]?.id ?? '')).toBe(true);
  await relay().relay();
  expect(await publishedWarnings()).toEqual(warnings);
});

it('waits while NATS is away, and is published when it is back', async () => {
  await nats.kill();
  await use(4, 5);
  const waiting = relay();
  await expect(waiting.relay()).rejects.toThrow();
  await nats.restart();
  await waitUntil(() => messaging.isReachable(), { timeoutMs: 15_000 });
  waiting.start();
  await waitUntil(async () => (await publishedWarnings()).length === 1, { timeoutMs: 20_000, what: 'the warning' });
});
