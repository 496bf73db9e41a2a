import { newId } from '@imageai/api';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { BooksRepository } from '../src/checking/books.repository.js';
import { BooksService } from '../src/checking/books.service.js';
import { WorkRepository } from '../src/checking/work.repository.js';
import { WorkService } from '../src/checking/work.service.js';
import { RemovalRepository } from '../src/removal/removal.repository.js';
import { admitRequest, endedEvent, logger, MeteringFixture, type Replica } from './metering.fixture.js';
import { Others } from './others.fixture.js';

const others = new Others();
let fixture: MeteringFixture;
let replica: Replica;
let books: BooksService;
let accountId: string;

beforeAll(async () => {
  fixture = await MeteringFixture.create();
  replica = fixture.replica();
  const work = new WorkService(new WorkRepository(replica.database), others, others, fixture.clock);
  books = new BooksService(new BooksRepository(replica.database, fixture.clock), work, logger);
}, 60_000);
afterAll(() => fixture.drop());
beforeEach(() => {
  others.reset();
  others.agrees = false;
  accountId = newId('acct');
  fixture.clock.set('2026-11-10T10:00:00.000Z');
});

/** A generation of two images of which one is stored: charged, and as generation and storage have it. */
async function make(): Promise<{ id: string; imageId: string }> {
  const id = newId('gen', fixture.clock.now().getTime());
  const imageId = newId('img');
  await replica.admission.admit(admitRequest({ accountId, generationId: id, images: 2 }));
  await replica.settlement.handle(endedEvent(id, accountId, { [imageId]: 'STORED', [`${imageId}_b`]: 'FAILED' }));
  const endedAt = fixture.clock.now();
  others.jobs.set(id, { generationId: id, accountId, createdAt: endedAt, endedAt, storedImageIds: [imageId] });
  others.known.add(imageId);
  return { id, imageId };
}

const changed = (id: string, storedImageIds: string[]) => {
  const job = others.jobs.get(id);
  if (job !== undefined) others.jobs.set(id, { ...job, storedImageIds });
};

/** Of this account: those of other tests are left as they are. */
const differences = async (month = '') =>
  (await books.check({ month })).differences.filter((difference) => difference.accountId === accountId);
const difference = (what: string, expected: bigint, found: bigint) => ({
  accountId,
  month: '2026-11',
  what,
  keyId: '',
  expected,
  found,
});

describe('the ledger, jobs and images', () => {
  it('agree after all that was made, over several pages', async () => {
    for (let count = 0; count < 5; count++) await make();
    fixture.clock.advance(3_600_000);
    expect(await differences()).toEqual([]);
  });

  it('differ where an image was made and not charged, or charged and not made', async () => {
    const [one, other] = [await make(), await make()];
    changed(one.id, [one.imageId, newId('img')]);
    changed(other.id, []);
    fixture.clock.advance(3_600_000);
    expect(await differences()).toEqual([difference('jobs', 2n, 2n)]);
  });

  it('differ where something was charged for which there is no job', async () => {
    const { id } = await make();
    others.jobs.delete(id);
    fixture.clock.advance(3_600_000);
    expect(await differences()).toEqual([difference('jobs', 1n, 0n)]);
  });

  it('differ where storage has never known an image that was charged', async () => {
    const [{ imageId }] = [await make(), await make()];
    others.known.delete(imageId);
    fixture.clock.advance(3_600_000);
    expect(await differences()).toEqual([difference('images', 1n, 0n)]);
  });

  it('are not compared where events may be under way, nor what ended long ago, nor for a month that is asked for', async () => {
    const { id } = await make();
    changed(id, []);
    fixture.clock.advance(9 * 60_000);
    expect(await differences()).toEqual([]);
    fixture.clock.advance(2 * 60_000);
    expect(await differences()).toEqual([difference('jobs', 1n, 0n)]);
    expect(await differences('2026-11')).toEqual([]);
    fixture.clock.advance(49 * 3_600_000);
    expect(await differences()).toEqual([]);
  });

  it('are compared over the turn of the year', async () => {
    fixture.clock.set('2026-12-31T23:59:59.999Z');
    const { imageId } = await make();
    others.known.delete(imageId);
    fixture.clock.set('2027-01-01T01:00:00.000Z');
    expect(await differences()).toEqual([{ ...difference('images', 1n, 0n), month: '2026-12' }]);
  });

  it('are not compared for deleted accounts, of which the others keep nothing', async () => {
    const { id } = await make();
    others.jobs.delete(id);
    await new RemovalRepository(replica.database).request(accountId);
    fixture.clock.advance(3_600_000);
    expect(await differences()).toEqual([]);
  });

  it('are not said to agree where generation or storage cannot be asked', async () => {
    others.isAway = true;
    await expect(books.check({ month: '' })).rejects.toMatchObject({ code: 'unavailable' });
    expect((await books.check({ month: '2026-11' })).checked).toBeGreaterThan(0);
  });
});
