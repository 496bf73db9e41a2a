import { newId } from '@imageai/api';
import { FailureCause, GenerationStatus } from '@imageai/contracts/generation';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { AccountGenerations } from '../src/removal/account-generations.service.js';
import { RemovalRepository } from '../src/removal/removal.repository.js';
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
let removals: RemovalRepository;
let accountId: string;

beforeAll(async () => {
  backing = await startBacking();
  replica = await startReplica(backing);
  removals = replica.app.get(RemovalRepository);
  await register(replica);
}, 60_000);
afterAll(async () => {
  await replica.stop();
  await backing.stop();
});
beforeEach(async () => {
  await reset([replica]);
  accountId = newId('acct');
});

const failure = { reason: 'x', permanent: true, cause: FailureCause.FAILURE_CAUSE_UNSPECIFIED };
const remove = () => replica.app.get(AccountGenerations).remove(accountId);
/** Until everything that was written is published and forgotten: what the relay has under way no sweep looks at. */
const publish = async () => {
  await replica.relay.settle();
  while (await replica.relay.sweep());
};
const rowsOf = async (id: string): Promise<number[]> => {
  const { rows } = await sql<{ rows: number }>`
    select count(*)::int as rows from generations where account_id = ${id}
    union all select count(*)::int from images where account_id = ${id}
    union all select count(*)::int from dead_letters where account_id = ${id}
    union all select count(*)::int from idempotency_keys where account_id = ${id}
    union all select count(*)::int from accounts where account_id = ${id}`.execute(replica.database);
  return rows.map((row) => row.rows);
};

describe('a deleted account', () => {
  it('has no generation, image, dead letter, idempotency key or count left, and it is said how much there was', async () => {
    const finished = await create(replica, request(backing, { accountId }));
    const delivery = await pull(replica);
    await began(replica, delivery);
    await stored(replica, delivery);
    const claim = { accountId, route: '/api/generations', key: 'k', fingerprint: Buffer.alloc(32) };
    await replica.generations.claimIdempotencyKey({ ...claim, generationId: finished.id });
    const failed = await create(replica, request(backing, { accountId, images: 2 }));
    const doomed = await pull(replica);
    await began(replica, doomed);
    const { imageId, attempt } = doomed.work;
    await replica.workers.reportFailed({ imageId, attempt, workerId: 'worker-1', ...failure });
    expect((await rowsOf(accountId)).every((rows) => rows > 0)).toBe(true);

    await removals.request(accountId);
    await publish();
    await remove();
    await publish();
    expect(await remove()).toBe(true);
    expect(await rowsOf(accountId)).toEqual([0, 0, 0, 0, 0]);
    expect(await removals.removed(accountId)).toEqual({ generations: '2', images: '3', idempotency_keys: '1' });
    await expect(replica.generations.getGeneration({ accountId, generationId: failed.id })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('has what is under way cancelled first: who pays for it hears of it before it is gone', async () => {
    const { id } = await create(replica, request(backing, { accountId, images: 3, concurrency: 1 }));
    const { work } = await pull(replica);
    await removals.request(accountId);
    await publish();
    const first = await remove();
    const { rows } = await sql<{ subject: string }>`
      select subject from outbox where generation_id = ${id} and kind = 'event'`.execute(replica.database);
    // What is not told yet keeps its generation.
    if (rows.length > 0) expect(first).toBe(false);
    const watched = await replica.generations
      .getGeneration({ accountId, generationId: id })
      .catch(() => ({ generation: undefined }));
    if (watched.generation) expect(watched.generation.status).toBe(GenerationStatus.GENERATION_STATUS_CANCELLED);
    await publish();
    expect(await remove()).toBe(true);
    const { decision } = await replica.workers.reportStarted({
      imageId: work.imageId,
      attempt: work.attempt,
      workerId: 'worker-1',
    });
    expect(decision).toBe('WORK_DECISION_DROP');
    const { kept } = await replica.workers.reportStored({
      imageId: work.imageId,
      attempt: work.attempt,
      workerId: 'worker-1',
      storedAt: new Date(),
      engineMs: 1,
    });
    expect(kept).toBe(false);
  });

  it('leaves others alone', async () => {
    const { id } = await create(replica, request(backing, { accountId: 'acct_other' }));
    await removals.request(accountId);
    expect(await remove()).toBe(true);
    const { generation } = await replica.generations.getGeneration({ accountId: 'acct_other', generationId: id });
    expect(generation?.id).toBe(id);
  });
});
