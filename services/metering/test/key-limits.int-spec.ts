import { newId } from '@imageai/api';
import type { AdmitRequest } from '@imageai/contracts/metering';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { toCommand } from '../src/admission/admission.convert.js';
import { AdmissionRepository } from '../src/admission/admission.repository.js';
import {
  admitRequest,
  balanceOf,
  endedEvent,
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

interface Asking {
  readonly keyId?: string;
  readonly generationId?: string;
  readonly images?: number;
  readonly perMinute?: number;
  readonly perMonth?: number;
  /** The key's own. */
  readonly keyMinute?: number;
  readonly keyMonth?: number;
}

const request = ({ keyMinute, keyMonth, ...asking }: Asking): AdmitRequest => ({
  ...admitRequest({ accountId, ...asking }),
  keyLimits: { requestsPerMinute: keyMinute, imagesPerMonth: keyMonth },
});
const admit = (asking: Asking, by = replica) => by.admission.admit(request(asking));
const outcome = async (asking: Asking) => outcomeOf(await admit(asking));
const keyBalance = async (keyId = 'key_1') => {
  const row = await replica.database
    .selectFrom('key_balances')
    .select('images')
    .where('account_id', '=', accountId)
    .where('key_id', '=', keyId)
    .executeTakeFirst();
  return row?.images;
};

describe('the minute of a key', () => {
  it('admits exactly its limit of 100 concurrent requests over four pools, while other keys of the account go on', async () => {
    const replicas = [replica, fixture.replica(), fixture.replica(), fixture.replica()];
    const outcomes = await Promise.all(
      Array.from({ length: 100 }, async (_, index) =>
        outcomeOf(await admit({ keyMinute: 7 }, replicas[index % replicas.length])),
      ),
    );
    expect(outcomes.filter((one) => one === 'admitted')).toHaveLength(7);
    expect(outcomes.filter((one) => one === 'key_minute')).toHaveLength(93);
    expect(await outcome({ keyId: 'key_2' })).toBe('admitted');
  });

  it('slides, and the answer says when one is free, though the account has some left', async () => {
    await admit({ keyMinute: 2 });
    fixture.clock.advance(10_000);
    await admit({ keyMinute: 2 });
    fixture.clock.advance(20_000);
    const refused = await admit({ keyMinute: 2 });
    expect(outcomeOf(refused)).toBe('key_minute');
    expect(refused.status?.requests).toMatchObject({ limit: 1_000, remaining: 998, retryAfterMs: 30_001 });
    fixture.clock.advance(30_000);
    expect(await outcome({ keyMinute: 2 })).toBe('key_minute');
    fixture.clock.advance(1);
    expect(await outcome({ keyMinute: 2 })).toBe('admitted');
  });

  it('never gives more than its account has: that refusal comes first', async () => {
    await admit({ perMinute: 1, keyMinute: 5 });
    expect(await outcome({ perMinute: 1, keyMinute: 5 })).toBe('minute');
  });
});

describe('the month of a key', () => {
  it('gives 100 concurrent requests of up to 3 images over four pools exactly the 7 images there are', async () => {
    const replicas = [replica, fixture.replica(), fixture.replica(), fixture.replica()];
    const asked = Array.from({ length: 100 }, (_, index) => 1 + (index % 3));
    const answers = await Promise.all(
      asked.map(async (images, index) => ({
        images,
        outcome: outcomeOf(await admit({ images, keyMonth: 7 }, replicas[index % replicas.length])),
      })),
    );
    const admitted = answers.filter((answer) => answer.outcome === 'admitted');
    expect(admitted.reduce((sum, { images }) => sum + images, 0)).toBe(7);
    expect(answers.filter((answer) => answer.outcome === 'key_month')).toHaveLength(100 - admitted.length);
    expect([await keyBalance(), await balanceOf(replica, accountId)]).toEqual([7, { reserved: 7, used: 0 }]);
    expect(await outcome({ keyId: 'key_2', images: 3, keyMonth: 3 })).toBe('admitted');
  });

  it('is given back what was not made, once, and keeps what was', async () => {
    const generationId = newId('gen');
    await admit({ generationId, images: 3, keyMonth: 3 });
    expect(await outcome({ keyMonth: 3 })).toBe('key_month');
    const ended = endedEvent(generationId, accountId, { img_a: 'STORED', img_b: 'FAILED', img_c: 'FAILED' });
    for (let times = 0; times < 2; times++) await replica.settlement.handle(ended);
    expect(await keyBalance()).toBe(1);
    expect(await outcome({ images: 2, keyMonth: 3 })).toBe('admitted');
    expect(await outcome({ keyMonth: 3 })).toBe('key_month');
  });

  it('begins anew with each month of UTC', async () => {
    fixture.clock.set('2028-02-29T23:59:59.999Z');
    await admit({ images: 3, keyMonth: 3 });
    expect(await outcome({ keyMonth: 3 })).toBe('key_month');
    fixture.clock.set('2028-03-01T00:00:00.000Z');
    expect(await outcome({ images: 3, keyMonth: 3 })).toBe('admitted');
  });

  it('counts what the key made before it was counted, and is rebuilt from the ledger', async () => {
    await replica.admission.admit(admitRequest({ accountId, images: 2 }));
    expect(await keyBalance()).toBeUndefined();
    expect(await outcome({ images: 2, keyMonth: 3 })).toBe('key_month');
    expect(await outcome({ images: 1, keyMonth: 3 })).toBe('admitted');
    expect(await keyBalance()).toBe(3);
    await replica.database.updateTable('key_balances').set({ images: 99 }).execute();
    await replica.usage.rebuild({ accountId, month: '2026-11' });
    expect(await keyBalance()).toBe(3);
  });

  it('takes a request without images, which asks for none of it', async () => {
    await admit({ images: 3, keyMonth: 3 });
    expect(await outcome({ images: 0, keyMonth: 3 })).toBe('admitted');
  });
});

describe('a refusal for a key', () => {
  it.each([
    ['key_minute', { keyMinute: 1 }],
    ['key_month', { keyMonth: 1 }],
  ])('(%s) writes nothing', async (kind, asking) => {
    await admit(asking);
    const before = await rowVersions(replica.database);
    await replica.database.transaction().execute(async (transaction) => {
      const repository = new AdmissionRepository(transaction, fixture.clock);
      const [row] = await repository.admit([toCommand(request(asking))]);
      expect(row?.outcome).toBe(kind);
      expect(await transactionId(transaction)).toBeNull();
    });
    expect(await rowVersions(replica.database)).toEqual(before);
  });
});
