import { type Generation, GenerationStatus, type WatchGenerationResponse } from '@imageai/contracts/generation';
import { waitUntil } from '@imageai/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type Backing,
  began,
  create,
  pull,
  pullMany,
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
}, 60_000);

afterAll(async () => {
  await replica.stop();
  await other.stop();
  await backing.stop();
});

beforeEach(() => reset([replica, other]));

/** Collects what a watcher sees. */
function watch(at: Replica, generationId: string, { accountId = 'acct_a', endedOnly = false } = {}) {
  const seen: Generation[] = [];
  const stream = at.generations.watchGeneration({ accountId, generationId, endedOnly });
  const ended = (async () => {
    for await (const { generation } of stream as AsyncIterable<WatchGenerationResponse>) {
      if (generation) seen.push(generation);
    }
  })();
  ended.catch(() => undefined);
  return { seen, ended, stream, statuses: () => seen.map(({ status }) => status) };
}

/** What the database holds of a generation of one image. */
async function rowsOf(id: string) {
  const { version, status, started_at } = await replica.database
    .selectFrom('generations')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  const image = await replica.database
    .selectFrom('images')
    .selectAll()
    .where('generation_id', '=', id)
    .executeTakeFirstOrThrow();
  return {
    generation: { version, status, started_at },
    images: { status: image.status, worker_id: image.worker_id, started_at: image.started_at },
  };
}

const { GENERATION_STATUS_QUEUED, GENERATION_STATUS_RUNNING, GENERATION_STATUS_SUCCEEDED } = GenerationStatus;

describe('a watch', () => {
  it('shows the state as it is, then every change, and ends after the terminal one: here and at another replica', async () => {
    const { id } = await create(replica, request(backing));
    const watches = [watch(replica, id), watch(other, id)];
    for (const { seen } of watches) await waitUntil(() => seen.length === 1, { what: 'the first state' });
    const delivery = await pull(replica);
    await began(replica, delivery);
    for (const { seen } of watches) await waitUntil(() => seen.length === 2, { what: 'the second state' });
    await stored(replica, delivery);
    await Promise.all(watches.map(({ ended }) => ended));
    for (const { statuses } of watches) {
      expect(statuses()).toEqual([GENERATION_STATUS_QUEUED, GENERATION_STATUS_RUNNING, GENERATION_STATUS_SUCCEEDED]);
    }
  });

  it('for the end alone shows nothing before it', async () => {
    const { id } = await create(replica, request(backing));
    const watches = [watch(replica, id, { endedOnly: true }), watch(other, id, { endedOnly: true })];
    const delivery = await pull(replica);
    await began(replica, delivery);
    await stored(other, delivery);
    await Promise.all(watches.map(({ ended }) => ended));
    for (const { statuses } of watches) expect(statuses()).toEqual([GENERATION_STATUS_SUCCEEDED]);
  });

  it('of what has ended shows that, and ends', async () => {
    const { id } = await create(replica, request(backing));
    await stored(replica, await pull(replica));
    const { ended, statuses } = watch(other, id);
    await ended;
    expect(statuses()).toEqual([GENERATION_STATUS_SUCCEEDED]);
  });

  it('shows each image as it is stored', async () => {
    const { id } = await create(replica, request(backing, { images: 3 }));
    const { seen, ended } = watch(replica, id);
    await waitUntil(() => seen.length === 1, { what: 'the first state' });
    for (const delivery of await pullMany(replica, 3)) await stored(replica, delivery);
    await ended;
    expect(seen.map(({ images }) => images.filter(({ createdAt }) => createdAt !== undefined).length)).toEqual([
      0, 1, 2, 3,
    ]);
  });

  it('finds what it did not hear of by reading again', async () => {
    const { id } = await create(replica, request(backing));
    const { seen, ended } = watch(replica, id);
    await waitUntil(() => seen.length === 1, { what: 'the first state' });
    // As if the message between replicas had been lost.
    await replica.database
      .updateTable('generations')
      .set({ status: 'cancelled', version: 9 })
      .where('id', '=', id)
      .execute();
    await replica.watching.refresh();
    await ended;
    expect(seen.at(-1)?.status).toBe(GenerationStatus.GENERATION_STATUS_CANCELLED);
  });

  it('ends although a crash of Postgres lost the change before the last', async () => {
    const { id } = await create(replica, request(backing));
    const { generation, images } = await rowsOf(id);
    const watches = [watch(replica, id), watch(replica, id, { endedOnly: true }), watch(other, id)];
    for (const { seen } of watches.slice(2)) await waitUntil(() => seen.length === 1, { what: 'the first state' });
    const delivery = await pull(replica);
    await began(replica, delivery);
    await waitUntil(() => watches[2]?.seen.length === 2, { what: 'the second state' });
    // That a worker began does not wait for the disk: this is what a crash may leave of it.
    await replica.database.updateTable('generations').set(generation).where('id', '=', id).execute();
    await replica.database.updateTable('images').set(images).where('generation_id', '=', id).execute();
    backing.clock.advance(1);
    await stored(replica, delivery);
    await Promise.all(watches.map(({ ended }) => ended));
    for (const { statuses } of watches) expect(statuses().at(-1)).toBe(GENERATION_STATUS_SUCCEEDED);
  });

  it("of another account's generation, or none, is NOT_FOUND", async () => {
    const { id } = await create(replica, request(backing));
    await expect(watch(replica, id, { accountId: 'acct_b' }).ended).rejects.toMatchObject({ code: 5 });
    await expect(watch(replica, 'gen_none').ended).rejects.toMatchObject({ code: 5 });
  });

  it('that its client leaves holds nothing', async () => {
    const { id } = await create(replica, request(backing));
    const { seen, stream } = watch(replica, id);
    await waitUntil(() => seen.length === 1, { what: 'the first state' });
    const notifier = Reflect.get(replica.watching, 'notifier') as { watched(): string[] };
    expect(notifier.watched()).toContain(id);
    stream.cancel();
    await waitUntil(() => !notifier.watched().includes(id), { what: 'the watch to be let go' });
  });

  it('ends as unavailable when its server drains, so that the watcher joins elsewhere', async () => {
    const own = await startReplica(backing);
    const { id } = await create(own, request(backing));
    const { seen, ended } = watch(own, id);
    await waitUntil(() => seen.length === 1, { what: 'the first state' });
    own.watching.stop();
    await expect(ended).rejects.toMatchObject({ code: 14 });
    await own.stop();
  });
});
