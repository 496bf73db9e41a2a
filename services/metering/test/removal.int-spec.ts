import { newId } from '@imageai/api';
import { AccountEvent, type ConfirmDeletionRequest } from '@imageai/contracts/auth';
import { UsageBucket, UsageGrouping } from '@imageai/contracts/metering';
import { accountSubject } from '@imageai/contracts/subjects';
import { AppError } from '@imageai/errors';
import { AccountRemoval, accountRemovalEvents, DurableConsumer, ensureStreams, Messaging } from '@imageai/messaging';
import { testNats, waitUntil } from '@imageai/testing';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { AccountBooks } from '../src/removal/account-books.service.js';
import { RemovalRepository } from '../src/removal/removal.repository.js';
import { admitRequest, balanceOf, endedEvent, logger, MeteringFixture, type Replica } from './metering.fixture.js';

let fixture: MeteringFixture;
let replica: Replica;
let store: RemovalRepository;
let removal: AccountRemoval;
let accountId: string;
const confirmed: ConfirmDeletionRequest[] = [];
let answer: AppError | undefined;

beforeAll(async () => {
  fixture = await MeteringFixture.create();
  replica = fixture.replica();
  store = new RemovalRepository(replica.database);
  removal = removalWithin(0);
}, 60_000);
afterAll(() => fixture.drop());
beforeEach(() => {
  accountId = newId('acct');
  confirmed.length = 0;
  answer = undefined;
});

const removalWithin = (graceMs: number) =>
  new AccountRemoval({
    store,
    remove: (id) => new AccountBooks(store).remove(id),
    removed: (id) => store.removed(id),
    accounts: {
      confirmDeletion: async (request) => {
        if (answer !== undefined) throw answer;
        confirmed.push(request);
        return {};
      },
    },
    graceMs,
    logger,
  });

async function reserve(images: number, keyId: string): Promise<string> {
  const generationId = newId('gen');
  await replica.admission.admit(admitRequest({ accountId, generationId, images, keyId }));
  return generationId;
}

const settle = (id: string) =>
  replica.settlement.handle(endedEvent(id, accountId, { [`img_${id}_a`]: 'STORED', [`img_${id}_b`]: 'FAILED' }));

const deleted = (): AccountEvent => ({
  id: newId('evt'),
  type: 'account.deleted',
  occurredAt: new Date('2026-11-10T10:00:00Z'),
  accountId,
});

const keysInTheBooks = async (): Promise<string[]> => {
  const { rows } = await sql<{ key_id: string }>`
    select key_id from ledger where account_id = ${accountId}
    union select key_id from reservations where account_id = ${accountId}
    union select key_id from usage_rollups where account_id = ${accountId}`.execute(replica.database);
  return rows.map(({ key_id }) => key_id).sort();
};

const total = async () => {
  const asked = { accountId, start: new Date('2026-11-01'), end: new Date('2026-12-01') };
  const bucket = UsageBucket.USAGE_BUCKET_MONTH;
  return (await replica.rollups.usage({ ...asked, bucket, groupBy: UsageGrouping.USAGE_GROUPING_KEY })).total;
};

it('takes the keys of a deleted account out of the books, keeps every sum, and reports it once', async () => {
  for (const key of ['key_a', 'key_b']) await settle(await reserve(2, key));
  const [before, sums] = [await balanceOf(replica, accountId), await total()];
  expect(await keysInTheBooks()).toEqual(['key_a', 'key_b']);
  await removal.handle(deleted());
  for (let times = 0; times < 2; times++) await removal.run();
  expect(await keysInTheBooks()).toEqual(['']);
  expect([await balanceOf(replica, accountId), await total()]).toEqual([before, sums]);
  expect(await replica.rollups.rebuild({ accountId, month: '2026-11' })).toMatchObject({ wrongRows: 0 });
  expect(confirmed).toEqual([{ accountId, removed: { keys_of_ledger_entries: '6' } }]);
});

it('leaves other accounts alone', async () => {
  await settle(await reserve(2, 'key_other'));
  const other = accountId;
  accountId = newId('acct');
  await removal.handle(deleted());
  await removal.run();
  accountId = other;
  expect(await keysInTheBooks()).toEqual(['key_other']);
});

it('confirms once nothing of the account is still to end, and what ended meanwhile has no key', async () => {
  await settle(await reserve(2, 'key_a'));
  const underWay = await reserve(2, 'key_a');
  await removal.handle(deleted());
  await removal.run();
  expect(confirmed).toEqual([]);
  await settle(underWay);
  await removal.run();
  expect(await keysInTheBooks()).toEqual(['']);
  expect(confirmed).toEqual([{ accountId, removed: { keys_of_ledger_entries: '4' } }]);
  expect(await balanceOf(replica, accountId)).toEqual({ reserved: 0, used: 2 });
});

it('waits for what a gateway may still admit by what it knew of the account', async () => {
  await removal.handle(deleted());
  await removalWithin(60_000).run();
  expect(confirmed).toEqual([]);
  await settle(await reserve(2, 'key_a'));
  await removal.run();
  expect(await keysInTheBooks()).toEqual(['']);
  expect(confirmed).toHaveLength(1);
});

it('loses no entry and no sum when generations end while it runs', async () => {
  const ids = await Promise.all(Array.from({ length: 20 }, () => reserve(2, 'key_a')));
  await removal.handle(deleted());
  await Promise.all([...ids.map(settle), removal.run(), removal.run()]);
  await removal.run();
  expect(await keysInTheBooks()).toEqual(['']);
  expect(await balanceOf(replica, accountId)).toEqual({ reserved: 0, used: 20 });
  expect(await replica.rollups.rebuild({ accountId, month: '2026-11' })).toMatchObject({ wrongRows: 0 });
});

it('confirms again and again until auth has heard it, and gives up where auth knows of no deletion', async () => {
  await removal.handle(deleted());
  answer = new AppError('unavailable');
  await expect(removal.run()).rejects.toMatchObject({ code: 'unavailable' });
  answer = undefined;
  await removal.run();
  expect(confirmed).toHaveLength(1);
  answer = new AppError('not_found');
  await removal.handle(deleted());
  await removal.run();
  answer = undefined;
  await removal.run();
  expect(confirmed).toHaveLength(1);
});

it('leaves the ledger append-only', async () => {
  await settle(await reserve(2, 'key_a'));
  await removal.handle(deleted());
  await removal.run();
  for (const change of ["update ledger set key_id = 'x'", 'delete from ledger', 'truncate ledger']) {
    await expect(sql.raw(change).execute(replica.database)).rejects.toThrow('append-only');
  }
});

it('hears of deletions from the stream of accounts', async () => {
  const nats = await testNats();
  const messaging = await Messaging.connect({ url: nats.url, service: 'test' });
  await ensureStreams(messaging);
  const consumer = new DurableConsumer({
    ...accountRemovalEvents('metering', removal),
    natsUrl: nats.url,
    service: 'test',
    logger,
  });
  try {
    consumer.start();
    const publish = (payload: Uint8Array) => messaging.jetStream.publish(accountSubject('account.deleted'), payload);
    await publish(new Uint8Array([255, 255]));
    await publish(AccountEvent.encode({ ...deleted(), type: 'account.renamed' }).finish());
    await settle(await reserve(2, 'key_a'));
    await publish(AccountEvent.encode(deleted()).finish());
    const asked = async () => (await store.unconfirmed(0, 10)).map((each) => each.accountId);
    await waitUntil(async () => (await asked()).includes(accountId), { timeoutMs: 20_000, what: 'the removal' });
  } finally {
    await consumer.stop();
    await messaging.close();
    await nats.stop();
  }
  await removal.run();
  expect(confirmed.map((request) => request.accountId)).toEqual([accountId]);
});
