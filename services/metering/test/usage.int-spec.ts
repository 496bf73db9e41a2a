import { newId } from '@imageai/api';
import { UsageBucket, UsageGrouping } from '@imageai/contracts/metering';
import { waitUntil } from '@imageai/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sql } from 'kysely';
import { SweepRepository } from '../src/sweeping/sweep.repository.js';
import {
  admitRequest,
  type EndedImages,
  endedEvent,
  MeteringFixture,
  type Replica,
  type Wanted,
} from './metering.fixture.js';

let fixture: MeteringFixture;
let replica: Replica;
let accountId: string;

beforeAll(async () => {
  fixture = await MeteringFixture.create();
  replica = fixture.replica();
}, 60_000);
afterAll(() => fixture.drop());
beforeEach(() => {
  accountId = newId('acct');
  fixture.clock.set('2026-11-10T10:20:00.000Z');
});

async function reserve(images: number, keyId = 'key_1'): Promise<string> {
  const generationId = newId('gen');
  const asking = { accountId, keyId, generationId, images, perMinute: 100_000, perMonth: 100_000 };
  await replica.admission.admit(admitRequest(asking));
  return generationId;
}

const settle = (generationId: string, images: EndedImages, wanted?: Wanted, by = replica) =>
  by.settlement.handle(endedEvent(generationId, accountId, images, 'succeeded', wanted));

async function make(stored: number, lost = 0, wanted?: Wanted, keyId?: string): Promise<string> {
  const id = await reserve(stored + lost, keyId);
  const images = Array.from({ length: stored + lost }, (_, index) => [
    `img_${id}_${index}`,
    index < stored ? ('STORED' as const) : ('FAILED' as const),
  ]);
  await settle(id, Object.fromEntries(images), wanted);
  return id;
}

interface Asked {
  readonly bucket?: UsageBucket;
  readonly groupBy?: UsageGrouping;
}

const usage = (start: string, end: string, { bucket, groupBy }: Asked = {}) =>
  replica.rollups.usage({
    accountId,
    start: new Date(start),
    end: new Date(end),
    bucket: bucket ?? UsageBucket.USAGE_BUCKET_DAY,
    groupBy: groupBy ?? UsageGrouping.USAGE_GROUPING_UNSPECIFIED,
  });

const rebuild = (month = '2026-11') => replica.rollups.rebuild({ accountId, month });

const rollups = async () => {
  const rows = replica.database.selectFrom('usage_rollups').selectAll().where('account_id', '=', accountId);
  return (await rows.execute()).map((row) => JSON.stringify(row)).sort();
};

describe('usage', () => {
  it('counts images, what was given back and requests, and shows days on which nothing happened', async () => {
    await make(2, 1);
    await make(0, 2);
    fixture.clock.set('2026-11-12T23:59:59.999Z');
    await make(1);
    const { periods, total } = await usage('2026-11-10', '2026-11-13');
    expect(periods.map(({ start, sums }) => [start?.toISOString(), sums])).toEqual([
      ['2026-11-10T00:00:00.000Z', { images: 2, givenBack: 3, requests: 1 }],
      ['2026-11-11T00:00:00.000Z', { images: 0, givenBack: 0, requests: 0 }],
      ['2026-11-12T00:00:00.000Z', { images: 1, givenBack: 0, requests: 1 }],
    ]);
    expect(total).toEqual({ images: 3, givenBack: 3, requests: 2 });
  });

  it('says the same in hours, days and months', async () => {
    await make(2);
    fixture.clock.set('2026-11-10T11:00:00.000Z');
    await make(3, 1);
    for (const bucket of [
      UsageBucket.USAGE_BUCKET_HOUR,
      UsageBucket.USAGE_BUCKET_DAY,
      UsageBucket.USAGE_BUCKET_MONTH,
    ]) {
      const { total } = await usage('2026-11-10', '2026-11-11', { bucket });
      expect(total).toEqual({ images: 5, givenBack: 1, requests: 2 });
    }
    const { periods } = await usage('2026-11-10T10:59:00Z', '2026-11-10T11:01:00Z', {
      bucket: UsageBucket.USAGE_BUCKET_HOUR,
    });
    expect(periods.map(({ sums }) => sums?.images)).toEqual([2, 3]);
  });

  it.each([
    [UsageGrouping.USAGE_GROUPING_KEY, { key_a: 3, key_b: 4 }],
    [UsageGrouping.USAGE_GROUPING_STYLE, { '': 4, cartoon: 1, sketch: 2 }],
    [UsageGrouping.USAGE_GROUPING_SIZE, { '1024x1024': 3, '640x384': 4 }],
    [UsageGrouping.USAGE_GROUPING_MODEL, { 'imageai-1': 3, 'sd-1.5': 4 }],
  ])('grouped by %s adds up to the sums of the period', async (groupBy, expected) => {
    await make(2, 0, { style: 'sketch' }, 'key_a');
    await make(1, 0, { style: 'cartoon' }, 'key_a');
    await make(4, 0, { style: '', width: 640, height: 384, model: 'sd-1.5' }, 'key_b');
    const { periods } = await usage('2026-11-10', '2026-11-11', { groupBy });
    const groups = periods[0]?.groups.map(({ name, sums }) => [name, sums?.images]);
    expect(Object.fromEntries(groups ?? [])).toEqual(expected);
    expect(periods[0]?.sums).toEqual({ images: 7, givenBack: 0, requests: 3 });
  });

  it('is of the account alone', async () => {
    await make(2);
    accountId = newId('acct');
    expect((await usage('2026-11-01', '2026-12-01')).total).toEqual({ images: 0, givenBack: 0, requests: 0 });
  });

  it('is counted when it was accepted: at the end of a month, of a year, and on 29 February', async () => {
    const moments = ['2026-11-30T23:59:59.999Z', '2027-12-31T23:59:59.999Z', '2028-02-29T23:59:59.999Z'];
    for (const moment of moments) {
      fixture.clock.set(moment);
      const id = await reserve(1);
      // It ends in the month after.
      fixture.clock.advance(60_000);
      await settle(id, { [`img_${id}`]: 'STORED' });
      const day = moment.slice(0, 10);
      expect((await usage(day, moment)).total?.images).toBe(1);
      // Nothing of what is made so far was accepted on the day on which it ended, or later.
      const ended = fixture.clock.now().toISOString();
      fixture.clock.advance(3_600_000);
      expect((await usage(ended, fixture.clock.now().toISOString())).total?.images).toBe(0);
      expect(await rebuild(moment.slice(0, 7))).toMatchObject({ wrongRows: 0, after: { images: 1 } });
    }
  });

  it('of a generation that was never admitted is counted when it was created', async () => {
    const id = newId('gen');
    for (let times = 0; times < 2; times++) await settle(id, { [`img_${id}`]: 'STORED', img_gone: 'FAILED' });
    expect((await usage('2026-11-30', '2026-12-01')).total).toEqual({ images: 1, givenBack: 0, requests: 1 });
    expect(await rebuild()).toMatchObject({ wrongRows: 0 });
  });

  it.each([
    { accountId: '' },
    { start: undefined },
    { end: new Date('2026-11-01') },
    { end: new Date('2029-11-01') },
    { bucket: UsageBucket.UNRECOGNIZED },
    { groupBy: UsageGrouping.UNRECOGNIZED },
  ])('refuses %j', async (bad) => {
    const good = {
      accountId,
      start: new Date('2026-11-01'),
      end: new Date('2026-12-01'),
      bucket: UsageBucket.USAGE_BUCKET_DAY,
      groupBy: UsageGrouping.USAGE_GROUPING_KEY,
    };
    await expect(replica.rollups.usage({ ...good, ...bad })).rejects.toMatchObject({ code: 'parameter_invalid' });
  });
});

describe('rollups', () => {
  it('are rebuilt from the ledger when they were lost or spoiled, and left alone when they are right', async () => {
    await make(2, 1);
    await make(1, 0, { style: 'cartoon' }, 'key_b');
    const right = await rollups();
    expect(await rebuild()).toMatchObject({ wrongRows: 0 });
    await sql`update usage_rollups set images = 77 where account_id = ${accountId} and key_id = 'key_1'`.execute(
      replica.database,
    );
    await sql`delete from usage_rollups where account_id = ${accountId} and key_id = 'key_b'`.execute(replica.database);
    await sql`insert into usage_rollups
      values (${accountId}, 'hour', '2026-11-10T10:00:00Z', 'key_1', 'invented', '', '', 1, 0, 1)`.execute(
      replica.database,
    );
    const sums = { images: 3, givenBack: 1, requests: 2 };
    expect(await rebuild()).toEqual({ before: { images: 77, givenBack: 1, requests: 1 }, after: sums, wrongRows: 5 });
    expect(await rollups()).toEqual(right);
  });

  it('stay right when they are rebuilt while settlements go on', async () => {
    const other = fixture.replica();
    const ids = await Promise.all(Array.from({ length: 40 }, () => reserve(1)));
    await Promise.all([
      ...ids.map((id) => settle(id, { [`img_${id}`]: 'STORED' })),
      ...Array.from({ length: 15 }, () => other.rollups.rebuild({ accountId, month: '2026-11' })),
    ]);
    expect(await rebuild()).toMatchObject({ wrongRows: 0, after: { images: 40, requests: 40 } });
  });

  it('are found right without waiting for whoever holds the balance, and a rebuild of what is wrong waits', async () => {
    await make(2);
    const other = fixture.replica();
    let repaired: Promise<{ wrongRows: number }> | undefined;
    await replica.database.transaction().execute(async (holder) => {
      await sql`select from balances where account_id = ${accountId} for update`.execute(holder);
      const asked = { accountId, month: '2026-11' };
      expect(await other.rollups.rebuild(asked)).toMatchObject({ wrongRows: 0, after: { images: 2 } });
      await sql`update usage_rollups set images = 9 where account_id = ${accountId}`.execute(replica.database);
      repaired = other.rollups.rebuild(asked);
      await waitUntil(async () => {
        const { rows } = await sql`
          select from pg_stat_activity where query like '%rebuild_usage%' and wait_event_type = 'Lock'`.execute(holder);
        return rows.length > 0;
      });
    });
    expect(await repaired).toMatchObject({ wrongRows: 2, after: { images: 2 } });
  });

  it('end in what the ledger says, for every order and repetition of events and sweeps', async () => {
    const sweeps = new SweepRepository(replica.database, fixture.clock);
    const generation = fc.record({
      stored: fc.nat(3),
      lost: fc.nat(2),
      style: fc.constantFrom('', 'sketch', 'cartoon'),
      keyId: fc.constantFrom('key_a', 'key_b'),
      hours: fc.nat(30),
      // What happens to it, in this order: ended, or given back for want of a job.
      fate: fc.array(fc.constantFrom('end' as const, 'abandon' as const), { minLength: 1, maxLength: 4 }),
    });
    const check = fc.asyncProperty(fc.array(generation, { minLength: 1, maxLength: 6 }), async (generations) => {
      accountId = newId('acct');
      let used = 0;
      const happening: Promise<unknown>[] = [];
      for (const { stored, lost, style, keyId, hours, fate } of generations) {
        fixture.clock.set('2026-11-10T10:20:00.000Z');
        fixture.clock.advance(hours * 3_600_000);
        const id = await reserve(stored + lost || 1, keyId);
        const images = Object.fromEntries(
          Array.from({ length: stored + lost }, (_, index) => [
            `img_${id}_${index}`,
            index < stored ? ('STORED' as const) : ('CANCELLED' as const),
          ]),
        );
        if (fate.includes('end')) used += stored;
        for (const what of fate) {
          happening.push(what === 'end' ? settle(id, images, { style }) : sweeps.abandon([id]));
        }
      }
      await Promise.all(happening);
      const grown = await rollups();
      const { wrongRows, after } = await rebuild();
      expect({ wrongRows, images: after?.images }).toEqual({ wrongRows: 0, images: used });
      await sql`delete from usage_rollups where account_id = ${accountId}`.execute(replica.database);
      await rebuild();
      expect(await rollups()).toEqual(grown);
    });
    await fc.assert(check, { numRuns: 25 });
  }, 120_000);
});
