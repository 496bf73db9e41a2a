import { newId } from '@imageai/api';
import { AppError } from '@imageai/errors';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { type GenerationLookup, ReservationSweeper } from '../src/sweeping/reservation-sweeper.js';
import { SweepRepository } from '../src/sweeping/sweep.repository.js';
import {
  admitRequest,
  balanceOf,
  endedEvent,
  logger,
  MeteringFixture,
  type Replica,
  settings,
} from './metering.fixture.js';

let fixture: MeteringFixture;
let replica: Replica;
let accountId: string;
const existing = new Set<string>();
const asked: string[][] = [];

/** Generation, as far as the sweeper sees it. */
const generations: GenerationLookup = {
  findGenerations: async ({ generationIds }) => {
    asked.push(generationIds);
    return { generationIds: generationIds.filter((id) => existing.has(id)) };
  },
};

const sweeper = (lookup: GenerationLookup = generations): ReservationSweeper =>
  new ReservationSweeper(new SweepRepository(replica.database, fixture.clock), lookup, settings, logger);

async function reserve(images: number): Promise<string> {
  const generationId = newId('gen');
  await replica.admission.admit(admitRequest({ accountId, generationId, images, perMinute: 10_000, perMonth: 10_000 }));
  return generationId;
}

beforeAll(async () => {
  fixture = await MeteringFixture.create();
  replica = fixture.replica();
}, 60_000);
afterAll(() => fixture.drop());
beforeEach(() => {
  accountId = newId('acct');
  asked.length = 0;
  fixture.clock.advance(3_600_000);
});

it('gives back a reservation of more than 60 seconds that has no job, and no younger one', async () => {
  await reserve(3);
  fixture.clock.advance(60_000);
  await reserve(2);
  await sweeper().sweep();
  expect(await balanceOf(replica, accountId)).toEqual({ reserved: 5, used: 0 });
  fixture.clock.advance(1);
  await sweeper().sweep();
  expect(await balanceOf(replica, accountId)).toEqual({ reserved: 2, used: 0 });
  const { before, after } = await replica.usage.rebuild({ accountId, month: '2026-11' });
  expect(after).toEqual(before);
});

it('leaves a reservation with a job alone for as long as the job takes, and asks about it once', async () => {
  const generationId = await reserve(2);
  existing.add(generationId);
  fixture.clock.advance(61_000);
  await sweeper().sweep();
  fixture.clock.advance(3_600_000);
  await sweeper().sweep();
  expect(await balanceOf(replica, accountId)).toEqual({ reserved: 2, used: 0 });
  expect(asked.flat().filter((id) => id === generationId)).toHaveLength(1);
  await replica.settlement.handle(endedEvent(generationId, accountId, { img_late_a: 'STORED', img_late_b: 'FAILED' }));
  expect(await balanceOf(replica, accountId)).toEqual({ reserved: 0, used: 1 });
});

it('releases nothing while generation cannot be asked', async () => {
  await reserve(4);
  fixture.clock.advance(61_000);
  const away: GenerationLookup = {
    findGenerations: async () => {
      throw new AppError('unavailable');
    },
  };
  await expect(sweeper(away).sweep()).rejects.toMatchObject({ code: 'unavailable' });
  expect(await balanceOf(replica, accountId)).toEqual({ reserved: 4, used: 0 });
  await sweeper().sweep();
  expect(await balanceOf(replica, accountId)).toEqual({ reserved: 0, used: 0 });
});

it('gives back once when several replicas sweep 1,200 reservations at once, in batches of at most 500', async () => {
  await Promise.all(Array.from({ length: 1_200 }, () => reserve(1)));
  fixture.clock.advance(61_000);
  await Promise.all([sweeper().sweep(), sweeper().sweep(), sweeper().sweep()]);
  expect(await balanceOf(replica, accountId)).toEqual({ reserved: 0, used: 0 });
  expect(Math.max(...asked.map((ids) => ids.length))).toBe(500);
  const { before, after } = await replica.usage.rebuild({ accountId, month: '2026-11' });
  expect(after).toEqual(before);
}, 30_000);

it('charges what was stored after all for a generation that was given back by mistake', async () => {
  const generationId = await reserve(2);
  fixture.clock.advance(61_000);
  await sweeper().sweep();
  const event = endedEvent(generationId, accountId, { img_mistake_a: 'STORED', img_mistake_b: 'FAILED' });
  for (let times = 0; times < 3; times++) await replica.settlement.handle(event);
  expect(await balanceOf(replica, accountId)).toEqual({ reserved: 0, used: 1 });
  const { before, after } = await replica.usage.rebuild({ accountId, month: '2026-11' });
  expect(after).toEqual(before);
});

it('ends in the same sums when a generation ends while it is swept', async () => {
  const ids = await Promise.all(Array.from({ length: 40 }, () => reserve(1)));
  fixture.clock.advance(61_000);
  const settling = ids.map((id) => replica.settlement.handle(endedEvent(id, accountId, { [`img_${id}`]: 'STORED' })));
  await Promise.all([sweeper().sweep(), ...settling, sweeper().sweep()]);
  expect(await balanceOf(replica, accountId)).toEqual({ reserved: 0, used: 40 });
  const { before, after } = await replica.usage.rebuild({ accountId, month: '2026-11' });
  expect(after).toEqual(before);
});

it('forgets requests without images after an hour, and nothing else', async () => {
  await replica.admission.admit(admitRequest({ accountId, images: 0 }));
  const kept = await reserve(1);
  existing.add(kept);
  fixture.clock.advance(3_600_001);
  await sweeper().sweep();
  const rows = await replica.database
    .selectFrom('reservations')
    .select('generation_id')
    .where('account_id', '=', accountId)
    .execute();
  expect(rows).toEqual([{ generation_id: kept }]);
});
