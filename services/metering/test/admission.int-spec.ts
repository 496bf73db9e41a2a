import { newId } from '@imageai/api';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { toCommand } from '../src/admission/admission.convert.js';
import { AdmissionRepository } from '../src/admission/admission.repository.js';
import {
  admitRequest,
  balanceOf,
  MeteringFixture,
  outcomeOf,
  type Replica,
  rowVersions,
  transactionId,
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
  fixture.clock.set('2026-11-10T10:00:00.000Z');
});

const admit = (asking: Omit<Parameters<typeof admitRequest>[0], 'accountId'>, by: Replica = replica) =>
  by.admission.admit(admitRequest({ accountId, ...asking }));

describe('the month', () => {
  it('gives 200 concurrent requests of up to 3 images over four pools exactly the 7 images there are', async () => {
    const replicas = [fixture.realTimeReplica(), fixture.realTimeReplica(), fixture.realTimeReplica(), replica];
    const sizes = Array.from({ length: 200 }, (_, index) => 1 + (index % 3));
    fixture.clock.set(new Date());
    const answers = await Promise.all(
      sizes.map((images, index) =>
        admit({ images, perMonth: 7 }, replicas[index % replicas.length]).then((answer) => ({ images, answer })),
      ),
    );
    const admitted = answers.filter(({ answer }) => outcomeOf(answer) === 'admitted');
    expect(admitted.reduce((sum, { images }) => sum + images, 0)).toBe(7);
    expect(answers.filter(({ answer }) => outcomeOf(answer) === 'month')).toHaveLength(200 - admitted.length);
    const month = new Date().toISOString().slice(0, 7);
    expect(await balanceOf(replica, accountId, month)).toEqual({ reserved: 7, used: 0 });
    const { entries } = await replica.usage.entries({ accountId, month, pageSize: 0, pageToken: '' });
    expect(entries.reduce((sum, entry) => sum + entry.images, 0)).toBe(7);
    expect(entries).toHaveLength(admitted.length);
  });

  it('reserves all images of a request or none, and says what is left', async () => {
    expect((await admit({ images: 5, perMonth: 7 })).status?.images).toMatchObject({ limit: 7, remaining: 2 });
    const refused = await admit({ images: 3, perMonth: 7 });
    expect(outcomeOf(refused)).toBe('month');
    expect(refused.status?.images?.remaining).toBe(2);
    expect(outcomeOf(await admit({ images: 2, perMonth: 7 }))).toBe('admitted');
    expect(outcomeOf(await admit({ images: 1, perMonth: 7 }))).toBe('month');
  });

  it.each([
    ['2026-11-30T23:59:59.999Z', '2026-12-01T00:00:00.000Z'],
    ['2026-12-31T23:59:59.999Z', '2027-01-01T00:00:00.000Z'],
    ['2028-02-29T23:59:59.999Z', '2028-03-01T00:00:00.000Z'],
  ])('is the UTC calendar month: full at %s, free at %s', async (last, first) => {
    fixture.clock.set(last);
    const answer = await admit({ images: 7, perMonth: 7 });
    expect(answer.status?.images?.resetAt?.toISOString()).toBe(first);
    expect(outcomeOf(await admit({ images: 1, perMonth: 7 }))).toBe('month');
    fixture.clock.set(first);
    expect(outcomeOf(await admit({ images: 7, perMonth: 7 }))).toBe('admitted');
    expect(await balanceOf(replica, accountId, last.slice(0, 7))).toEqual({ reserved: 7, used: 0 });
    expect(await balanceOf(replica, accountId, first.slice(0, 7))).toEqual({ reserved: 7, used: 0 });
  });

  it('admits nothing on a limit lowered below what was used, and more again once it is raised', async () => {
    await admit({ images: 5, perMonth: 10 });
    const refused = await admit({ perMonth: 3 });
    expect([outcomeOf(refused), refused.status?.images?.remaining]).toEqual(['month', 0]);
    expect(outcomeOf(await admit({ perMonth: 6 }))).toBe('admitted');
  });
});

describe('the minute', () => {
  it('admits exactly the limit of 200 concurrent requests over four pools', async () => {
    const replicas = [replica, fixture.replica(), fixture.replica(), fixture.replica()];
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, index) => admit({ perMinute: 30 }, replicas[index % replicas.length])),
    );
    const outcomes = answers.map(outcomeOf);
    expect(outcomes.filter((outcome) => outcome === 'admitted')).toHaveLength(30);
    expect(outcomes.filter((outcome) => outcome === 'minute')).toHaveLength(170);
    expect(answers.map((answer) => answer.status?.requests?.remaining)).toContain(29);
  });

  it('holds in every span of 60 seconds, whenever requests come', async () => {
    const admittedAt: number[] = [];
    // A fixed pseudo-random walk: bursts, gaps, and steps that land on the edge of the window.
    const steps = Array.from(
      { length: 150 },
      (_, index) => [0, 1, 7, 400, 2_999, 20_000, 59_999, 60_000][(index * 37) % 8],
    );
    for (const step of steps) {
      fixture.clock.advance(step ?? 0);
      if (outcomeOf(await admit({ perMinute: 4 })) === 'admitted') admittedAt.push(fixture.clock.now().getTime());
    }
    expect(admittedAt.length).toBeGreaterThan(40);
    for (const end of admittedAt) {
      expect(admittedAt.filter((at) => at <= end && at >= end - 60_000).length).toBeLessThanOrEqual(4);
    }
  });

  it('slides: each request is free again 60 seconds after it, and the answer says when', async () => {
    const first = await admit({ perMinute: 2 });
    expect(first.status?.requests).toEqual({ limit: 2, remaining: 1, resetMs: 60_001, retryAfterMs: 0 });
    fixture.clock.advance(10_000);
    const second = await admit({ perMinute: 2 });
    expect(second.status?.requests).toEqual({ limit: 2, remaining: 0, resetMs: 60_001, retryAfterMs: 50_001 });
    fixture.clock.advance(50_000);
    const refused = await admit({ perMinute: 2 });
    expect(outcomeOf(refused)).toBe('minute');
    expect(refused.status?.requests).toEqual({ limit: 2, remaining: 0, resetMs: 10_001, retryAfterMs: 1 });
    fixture.clock.advance(1);
    const third = await admit({ perMinute: 2 });
    expect(outcomeOf(third)).toBe('admitted');
    expect(third.status?.requests).toMatchObject({ remaining: 0, retryAfterMs: 10_000 });
    fixture.clock.advance(120_000);
    const { status } = await replica.admission.status(admitRequest({ accountId, perMinute: 2 }));
    expect(status?.requests).toEqual({ limit: 2, remaining: 2, resetMs: 0, retryAfterMs: 0 });
  });

  it('counts a request without images, which takes none of the month', async () => {
    expect(outcomeOf(await admit({ images: 0, perMinute: 1, perMonth: 0 }))).toBe('admitted');
    expect(outcomeOf(await admit({ images: 0, perMinute: 1 }))).toBe('minute');
    expect(await balanceOf(replica, accountId)).toEqual({ reserved: 0, used: 0 });
  });

  it('is each account’s own', async () => {
    await admit({ perMinute: 1 });
    const other = await replica.admission.admit(admitRequest({ accountId: newId('acct'), perMinute: 1 }));
    expect(outcomeOf(other)).toBe('admitted');
  });

  it('frees nothing early when the clock is set back', async () => {
    await admit({ perMinute: 1 });
    fixture.clock.advance(-3_600_000);
    expect(outcomeOf(await admit({ perMinute: 1 }))).toBe('minute');
    fixture.clock.advance(3_600_000 + 60_001);
    expect(outcomeOf(await admit({ perMinute: 1 }))).toBe('admitted');
  });

  it('waits for the right one where the limit was lowered', async () => {
    for (let count = 0; count < 4; count++) {
      await admit({ perMinute: 4 });
      fixture.clock.advance(1_000);
    }
    // Two more than the new limit are in the window: the third of the four has to leave it.
    expect((await admit({ perMinute: 2 })).status?.requests?.retryAfterMs).toBe(58_001);
  });
});

describe('a refusal', () => {
  it.each([
    ['minute', { perMinute: 1 }],
    ['month', { perMonth: 1 }],
  ])(
    'for the %s writes nothing: no transaction id is taken, no row has a new version or a lock',
    async (kind, asking) => {
      await admit(asking);
      const before = await rowVersions(replica.database);
      await replica.database.transaction().execute(async (transaction) => {
        const repository = new AdmissionRepository(transaction, fixture.clock);
        for (let count = 0; count < 20; count++) {
          const [row] = await repository.admit([toCommand(admitRequest({ accountId, ...asking }))]);
          expect(row?.outcome).toBe(kind);
        }
        expect(await transactionId(transaction)).toBeNull();
      });
      expect(await rowVersions(replica.database)).toEqual(before);
    },
  );

  it('for the month takes none of the minute', async () => {
    await admit({ perMinute: 2, perMonth: 1 });
    for (let count = 0; count < 3; count++) {
      const refused = await admit({ perMinute: 2, perMonth: 1 });
      expect([outcomeOf(refused), refused.status?.requests?.remaining]).toEqual(['month', 1]);
    }
  });
});

describe('a repetition', () => {
  it('answers as the first time, with the time of the first reservation, and takes nothing more', async () => {
    const request = admitRequest({ accountId, generationId: newId('gen'), images: 3, perMinute: 1, perMonth: 3 });
    const first = await replica.admission.admit(request);
    fixture.clock.advance(5_000);
    const again = await fixture.replica().admission.admit(request);
    expect(again.outcome).toEqual(first.outcome);
    expect(await balanceOf(replica, accountId)).toEqual({ reserved: 3, used: 0 });
  });

  it('counts once when 50 come at once over two pools', async () => {
    const request = admitRequest({ accountId, images: 2, perMinute: 10, perMonth: 100 });
    const other = fixture.replica();
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => (index % 2 ? replica : other).admission.admit(request)),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer.outcome))).size).toBe(1);
    expect(answers.every((answer) => answer.status?.requests?.remaining === 9)).toBe(true);
    expect(await balanceOf(replica, accountId)).toEqual({ reserved: 2, used: 0 });
  });

  it('with the id of another account’s generation is refused', async () => {
    const generationId = newId('gen');
    await admit({ generationId });
    const theirs = admitRequest({ accountId: newId('acct'), generationId });
    await expect(replica.admission.admit(theirs)).rejects.toMatchObject({ code: 'parameter_invalid' });
  });
});

it('goes by the clock of the database in production', async () => {
  const { outcome } = await admit({}, fixture.realTimeReplica());
  const reservedAt = outcome?.$case === 'admission' ? outcome.value.reservedAt?.getTime() : undefined;
  expect(Math.abs(Date.now() - (reservedAt ?? 0))).toBeLessThan(10_000);
});

it('reads limits without taking any', async () => {
  const request = admitRequest({ accountId, perMinute: 3, perMonth: 9 });
  for (let count = 0; count < 5; count++) await replica.admission.status(request);
  const { status } = await replica.admission.status(request);
  expect([status?.requests?.remaining, status?.images?.remaining]).toEqual([3, 9]);
});
