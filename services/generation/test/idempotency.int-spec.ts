import { createHash } from 'node:crypto';
import { newId } from '@imageai/api';
import { type ClaimIdempotencyKeyRequest, ClaimRefusal, GenerationStatus } from '@imageai/contracts/generation';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type Backing,
  began,
  create,
  pull,
  type Replica,
  register,
  request,
  reset,
  startBacking,
  startReplica,
  stored,
} from './harness.js';

let backing: Backing;
let replica: Replica;
let other: Replica;

beforeAll(async () => {
  backing = await startBacking();
  replica = await startReplica(backing);
  other = await startReplica(backing);
  await register(replica);
  await register(other);
}, 60_000);

afterAll(async () => {
  await replica.stop();
  await other.stop();
  await backing.stop();
});

beforeEach(() => reset([replica, other]));

const route = '/api/generate-image';
const body = (text: string): Buffer => createHash('sha256').update(text).digest();

const claimOf = (changes: Partial<ClaimIdempotencyKeyRequest> = {}): ClaimIdempotencyKeyRequest => ({
  accountId: 'acct_a',
  route,
  key: 'key-1',
  fingerprint: body('a lake'),
  generationId: newId('gen'),
  ...changes,
});

/** "claim", the id of the generation that has the key, or the refusal. */
async function claim(asked: ClaimIdempotencyKeyRequest, at = replica): Promise<string> {
  const { result } = await at.generations.claimIdempotencyKey(asked, { timeoutMs: 25_000 });
  if (result?.$case === 'generation') return result.value.id;
  return result?.$case === 'refusal' ? result.value : (result?.$case ?? 'nothing');
}

const jobFor = ({ generationId, key, route, accountId }: ClaimIdempotencyKeyRequest) =>
  request(backing, { generationId, accountId, idempotencyKey: key, idempotencyRoute: route });

const refusalOf = async (asked: ClaimIdempotencyKeyRequest) =>
  (await replica.generations.createGeneration(jobFor(asked))).result?.value;

const inFlight = ClaimRefusal.CLAIM_REFUSAL_IN_FLIGHT;
const mismatch = ClaimRefusal.CLAIM_REFUSAL_MISMATCH;

describe('an idempotency key', () => {
  it('is one claimant’s of two hundred at once, over two replicas', async () => {
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, index) => claim(claimOf(), index % 2 === 0 ? replica : other)),
    );
    expect(answers.filter((answer) => answer === 'claim')).toHaveLength(1);
    expect(answers.filter((answer) => answer === inFlight)).toHaveLength(199);
  });

  it('leads to its generation as soon as the job is made, with the same body only', async () => {
    const first = claimOf();
    expect(await claim(first)).toBe('claim');
    expect(await claim(claimOf())).toBe(inFlight);
    expect(await claim(claimOf({ fingerprint: body('a hill') }))).toBe(mismatch);
    await create(replica, jobFor(first));
    expect(await claim(claimOf(), other)).toBe(first.generationId);
    expect(await claim(claimOf({ fingerprint: body('a hill') }))).toBe(mismatch);
  });

  it('counts for one account and one route', async () => {
    const first = claimOf();
    await claim(first);
    await create(replica, jobFor(first));
    for (const elsewhere of [{ accountId: 'acct_b' }, { route: '/api/generations' }, { key: 'KEY-1' }]) {
      expect(await claim(claimOf(elsewhere))).toBe('claim');
    }
  });

  it('that was claimed twice by one request, whose first answer got lost, is still its own', async () => {
    const first = claimOf();
    expect([await claim(first), await claim(first, other)]).toEqual(['claim', 'claim']);
  });

  it('is free again when its claim was given back, and not when somebody else says so', async () => {
    const first = claimOf();
    await claim(first);
    await replica.generations.releaseIdempotencyKey({ ...first, generationId: newId('gen') });
    expect(await claim(claimOf())).toBe(inFlight);
    await other.generations.releaseIdempotencyKey(first);
    expect(await claim(claimOf({ fingerprint: body('a hill') }))).toBe('claim');
  });

  it('that has its generation is not given back', async () => {
    const first = claimOf();
    await claim(first);
    await create(replica, jobFor(first));
    await replica.generations.releaseIdempotencyKey(first);
    expect(await claim(claimOf())).toBe(first.generationId);
  });

  it('may be tried again once its work ended without an image', async () => {
    for (const key of ['failed', 'cancelled', 'expired'] as const) {
      const first = claimOf({ key });
      await claim(first);
      await create(replica, jobFor(first));
      const finish = replica.database.updateTable('generations').set({ status: key, version: 9 });
      await finish.where('id', '=', first.generationId).execute();
      expect(await claim(claimOf({ key, fingerprint: body('a hill') }))).toBe(mismatch);
      const second = claimOf({ key });
      expect([await claim(second), await claim(claimOf({ key }))]).toEqual(['claim', inFlight]);
      await create(replica, jobFor(second));
      expect(await claim(claimOf({ key }))).toBe(second.generationId);
    }
  });

  it('answers with what succeeded for 24 hours, and is then forgotten', async () => {
    const first = claimOf();
    await claim(first);
    await create(replica, jobFor(first));
    await stored(replica, await pull(replica));
    backing.clock.advance(24 * 60 * 60 * 1_000 - 1);
    await replica.sweeper.sweep();
    const { result } = await replica.generations.claimIdempotencyKey(claimOf());
    expect(result).toMatchObject({
      $case: 'generation',
      value: { id: first.generationId, status: GenerationStatus.GENERATION_STATUS_SUCCEEDED },
    });
    backing.clock.advance(1);
    await replica.sweeper.sweep();
    expect(await replica.database.selectFrom('idempotency_keys').selectAll().execute()).toEqual([]);
    expect(await claim(claimOf({ fingerprint: body('a hill') }))).toBe('claim');
  });
});

describe('a claim whose gateway was killed', () => {
  it('ends after sixty seconds, swept or not', async () => {
    for (const sweep of [async () => undefined, () => replica.sweeper.sweep()]) {
      await claim(claimOf({ key: 'lost' }));
      backing.clock.advance(59_999);
      await sweep();
      expect(await claim(claimOf({ key: 'lost' }))).toBe(inFlight);
      backing.clock.advance(1);
      await sweep();
      const next = claimOf({ key: 'lost', fingerprint: body('a hill') });
      expect(await claim(next)).toBe('claim');
      await replica.generations.releaseIdempotencyKey(next);
    }
  });

  it('makes nothing when it comes back after another one took the key', async () => {
    const late = claimOf();
    await claim(late);
    backing.clock.advance(60_000);
    const next = claimOf();
    expect(await claim(next)).toBe('claim');
    expect(await refusalOf(late)).toBe('CREATE_REFUSAL_CLAIM_LOST');
    await create(replica, jobFor(next));
    expect(await refusalOf(late)).toBe('CREATE_REFUSAL_CLAIM_LOST');
    const { generations } = await replica.generations.listGenerations({
      accountId: 'acct_a',
      pageSize: 0,
      pageToken: '',
      requestId: '',
      idempotencyKey: 'key-1',
      statuses: [],
    });
    expect(generations.map(({ id }) => id)).toEqual([next.generationId]);
  });

  it('makes its job when it only was slow', async () => {
    const slow = claimOf();
    await claim(slow);
    backing.clock.advance(60_000);
    await create(replica, jobFor(slow));
    expect(await claim(claimOf())).toBe(slow.generationId);
  });

  it('of two that fight for one key, exactly one job is made', async () => {
    for (let round = 0; round < 20; round++) {
      const late = claimOf({ key: `round ${round}` });
      await claim(late);
      backing.clock.advance(60_000);
      const next = claimOf({ key: late.key });
      const jobOf = async (asked: ClaimIdempotencyKeyRequest, at: Replica) =>
        (await at.generations.createGeneration(jobFor(asked))).result?.$case === 'generation';
      const made = await Promise.all([
        jobOf(late, replica),
        claim(next, other).then((answer) => answer === 'claim' && jobOf(next, other)),
      ]);
      expect(made.filter(Boolean)).toHaveLength(1);
    }
  });
});

describe('the job of a claimed key', () => {
  it('made twice, because its first answer got lost, is the first one', async () => {
    const first = claimOf();
    await claim(first);
    const [one, two] = await Promise.all([create(replica, jobFor(first)), create(other, jobFor(first))]);
    expect(one.id).toBe(two.id);
    expect((await create(replica, jobFor(first))).id).toBe(first.generationId);
  });

  it('is refused without a claim, and does not fail those written together with it', async () => {
    const unclaimed = jobFor(claimOf());
    const claimed = claimOf({ key: 'claimed' });
    await claim(claimed);
    const answers = await Promise.all(
      [request(backing), unclaimed, jobFor(claimed)].map((asked) => replica.generations.createGeneration(asked)),
    );
    expect(answers.map(({ result }) => result?.$case)).toEqual(['generation', 'refusal', 'generation']);
  });

  it('is taken up while it runs', async () => {
    const first = claimOf();
    await claim(first);
    await create(replica, jobFor(first));
    await began(replica, await pull(replica));
    const { result } = await other.generations.claimIdempotencyKey(claimOf());
    expect(result).toMatchObject({ value: { status: GenerationStatus.GENERATION_STATUS_RUNNING } });
  });
});

it('a claim with fields missing or out of range is a bug of the caller', async () => {
  for (const bad of [{ key: '' }, { key: 'x'.repeat(256) }, { fingerprint: Buffer.alloc(31) }, { route: '' }]) {
    await expect(claim(claimOf(bad))).rejects.toMatchObject({ code: 'parameter_invalid' });
  }
});
