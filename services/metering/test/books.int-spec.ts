import { newId } from '@imageai/api';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { BooksRepository } from '../src/checking/books.repository.js';
import { BooksService } from '../src/checking/books.service.js';
import { WorkRepository } from '../src/checking/work.repository.js';
import { WorkService } from '../src/checking/work.service.js';
import { SweepRepository } from '../src/sweeping/sweep.repository.js';
import { admitRequest, endedEvent, logger, MeteringFixture, type Replica } from './metering.fixture.js';
import { Others } from './others.fixture.js';

let fixture: MeteringFixture;
let replica: Replica;
let books: BooksService;
const others = new Others();

beforeAll(async () => {
  fixture = await MeteringFixture.create();
  replica = fixture.replica();
  const work = new WorkService(new WorkRepository(replica.database), others, others, fixture.clock);
  books = new BooksService(new BooksRepository(replica.database, fixture.clock), work, logger);
}, 60_000);
afterAll(() => fixture.drop());
beforeEach(() => {
  others.reset();
  fixture.clock.set('2026-11-10T10:00:00.000Z');
});

async function reserve(accountId: string): Promise<string> {
  const generationId = newId('gen');
  await replica.admission.admit(admitRequest({ accountId, generationId, images: 2 }));
  return generationId;
}

async function make(accountId: string): Promise<void> {
  const id = await reserve(accountId);
  await replica.settlement.handle(endedEvent(id, accountId, { [`img_${id}`]: 'STORED', [`lost_${id}`]: 'FAILED' }));
}

it('finds no difference after all that the service does, nor while it goes on', async () => {
  const accounts = Array.from({ length: 260 }, () => newId('acct'));
  await Promise.all(accounts.map(make));
  await new SweepRepository(replica.database, fixture.clock).abandon([await reserve(accounts[0] ?? '')]);
  const work = accounts.slice(0, 60).map(make);
  for (let times = 0; times < 3; times++) expect((await books.check({ month: '' })).differences).toEqual([]);
  await Promise.all(work);
  await reserve(accounts[1] ?? '');
  expect(await books.check({ month: '2026-11' })).toEqual({ checked: 260, differences: [] });
});

it('names account, month and sum of what was spoiled, and leaves it as it is', async () => {
  const accountId = newId('acct');
  await make(accountId);
  const spoil = sql`update balances set used = 5 where account_id = ${accountId}`;
  await spoil.execute(replica.database);
  await sql`delete from usage_rollups where account_id = ${accountId}`.execute(replica.database);
  await reserve(accountId);
  await sql`update reservations set state = 'settled' where account_id = ${accountId}`.execute(replica.database);
  const expected = [
    { accountId, month: '2026-11', what: 'balance.used', keyId: '', expected: 1n, found: 5n },
    { accountId, month: '2026-11', what: 'reservations', keyId: '', expected: 2n, found: 0n },
    { accountId, month: '2026-11', what: 'rollups', keyId: '', expected: 0n, found: 2n },
  ];
  for (let times = 0; times < 2; times++) expect((await books.check({ month: '' })).differences).toEqual(expected);
});

it('names each key whose month of its own is counted wrongly, until the balance is rebuilt', async () => {
  const accountId = newId('acct');
  const keyLimits = { requestsPerMinute: undefined, imagesPerMonth: 100 };
  for (const keyId of ['key_1', 'key_2', 'key_3']) {
    const generationId = newId('gen');
    await replica.admission.admit({ ...admitRequest({ accountId, generationId, keyId, images: 3 }), keyLimits });
    if (keyId === 'key_1') {
      await replica.settlement.handle(endedEvent(generationId, accountId, { [`img_${generationId}`]: 'STORED' }));
    }
  }
  const ofAccount = async () =>
    (await books.check({ month: '' })).differences.filter((difference) => difference.accountId === accountId);
  expect(await ofAccount()).toEqual([]);
  await sql`update key_balances set images = images + 2 where account_id = ${accountId} and key_id <> 'key_3'`.execute(
    replica.database,
  );
  expect(await ofAccount()).toEqual([
    { accountId, month: '2026-11', what: 'key_balance', keyId: 'key_1', expected: 1n, found: 3n },
    { accountId, month: '2026-11', what: 'key_balance', keyId: 'key_2', expected: 3n, found: 5n },
  ]);
  await replica.usage.rebuild({ accountId, month: '2026-11' });
  expect(await ofAccount()).toEqual([]);
});

it('looks at the current month and the one before, over the turn of the year too', async () => {
  const accountId = newId('acct');
  fixture.clock.set('2027-12-31T23:59:59.999Z');
  await make(accountId);
  await sql`update balances set used = 9 where account_id = ${accountId}`.execute(replica.database);
  const found = async () => (await books.check({ month: '' })).differences.map(({ month }) => month);
  expect(await found()).toEqual(['2027-12']);
  fixture.clock.set('2028-01-31T10:00:00.000Z');
  expect(await found()).toEqual(['2027-12']);
  fixture.clock.set('2028-02-29T10:00:00.000Z');
  expect(await found()).toEqual([]);
  await expect(books.check({ month: '2028-13' })).rejects.toMatchObject({ code: 'parameter_invalid' });
});
