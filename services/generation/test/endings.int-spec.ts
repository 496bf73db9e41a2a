import { GenerationStatus, ImageStatus } from '@imageai/contracts/generation';
import { ImageCancellation } from '@imageai/contracts/inference';
import { cancelSubject } from '@imageai/contracts/subjects';
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

const get = async (generationId: string) =>
  (await replica.generations.getGeneration({ accountId: 'acct_a', generationId })).generation;

const eventTypes = async (generationId: string): Promise<string[]> => {
  await Promise.all([replica.relay.settle(), other.relay.settle()]);
  const rows = await replica.database.selectFrom('outbox').selectAll().execute();
  return rows.filter((row) => row.generation_id === generationId).map((row) => row.subject);
};

describe('a cancellation', () => {
  it('ends what has not ended, tells workers to drop it, and a picture that comes later is not kept', async () => {
    const told: string[] = [];
    const subscription = replica.messaging.connection.subscribe(cancelSubject, {
      callback: (_, message) => {
        told.push(ImageCancellation.decode(message.data).imageId);
      },
    });
    await replica.messaging.connection.flush();
    const { id } = await create(replica, request(backing));
    const delivery = await pull(replica);
    await began(replica, delivery);
    const { generation } = await other.generations.cancelGeneration({ accountId: 'acct_a', generationId: id });
    expect(generation).toMatchObject({
      status: GenerationStatus.GENERATION_STATUS_CANCELLED,
      images: [{ status: ImageStatus.IMAGE_STATUS_CANCELLED }],
    });
    await waitUntil(() => told.includes(delivery.work.imageId), { what: 'the broadcast' });
    subscription.unsubscribe();
    const images = [{ imageId: delivery.work.imageId, attempt: 1 }];
    expect(await replica.workers.heartbeat({ workerId: 'worker-1', images })).toEqual({
      dropImageIds: [delivery.work.imageId],
    });
    expect(await stored(replica, delivery)).toBe(false);
    expect((await get(id))?.status).toBe(GenerationStatus.GENERATION_STATUS_CANCELLED);
  });

  it('of a generation with a stored image leaves that, as succeeded; of an ended one changes nothing', async () => {
    const { id } = await create(replica, request(backing, { images: 3 }));
    const [first] = await pullMany(replica, 3);
    if (!first) throw new Error('three were created');
    await stored(replica, first);
    const key = { accountId: 'acct_a', generationId: id };
    const { generation } = await replica.generations.cancelGeneration(key);
    expect(generation?.status).toBe(GenerationStatus.GENERATION_STATUS_SUCCEEDED);
    expect(generation?.images.map(({ status }) => status).sort()).toEqual([
      ImageStatus.IMAGE_STATUS_CANCELLED,
      ImageStatus.IMAGE_STATUS_CANCELLED,
      ImageStatus.IMAGE_STATUS_STORED,
    ]);
    expect((await replica.generations.cancelGeneration(key)).generation).toEqual(generation);
  });

  it('of what another account owns is as if it did not exist', async () => {
    const { id } = await create(replica, request(backing));
    const foreign = replica.generations.cancelGeneration({ accountId: 'acct_b', generationId: id });
    await expect(foreign).rejects.toMatchObject({ code: 'not_found' });
    expect((await get(id))?.status).toBe(GenerationStatus.GENERATION_STATUS_QUEUED);
  });
});

describe('a deadline', () => {
  it('expires what has not ended by then, running or not, and a later picture is not kept', async () => {
    const soon = new Date(backing.clock.now().getTime() + 10_000);
    const running = await create(replica, request(backing, { expiresAt: soon }));
    const delivery = await pull(replica);
    await began(replica, delivery);
    const queued = await create(replica, request(backing, { expiresAt: soon }));
    const longer = await create(replica, request(backing));
    backing.clock.advance(10_000);
    // One that is begun now is too late, even before the sweep.
    const late = await pull(replica);
    expect(await began(replica, late)).toEqual({ decision: 'WORK_DECISION_DROP' });
    await Promise.all([replica.sweeper.sweep(), other.sweeper.sweep()]);
    for (const { id } of [running, queued]) {
      expect(await get(id)).toMatchObject({
        status: GenerationStatus.GENERATION_STATUS_EXPIRED,
        errorCode: 'generation_timeout',
        images: [{ status: ImageStatus.IMAGE_STATUS_EXPIRED, errorCode: 'generation_timeout' }],
      });
    }
    expect((await get(longer.id))?.status).toBe(GenerationStatus.GENERATION_STATUS_QUEUED);
    expect(await stored(replica, delivery)).toBe(false);
  });

  it('keeps what was stored by then: one image of two is a success', async () => {
    const expiresAt = new Date(backing.clock.now().getTime() + 10_000);
    const { id } = await create(replica, request(backing, { images: 2, expiresAt }));
    const [first] = await pullMany(replica, 2);
    if (!first) throw new Error('two were created');
    await stored(replica, first);
    backing.clock.advance(10_000);
    await replica.sweeper.sweep();
    expect(await get(id)).toMatchObject({ status: GenerationStatus.GENERATION_STATUS_SUCCEEDED, errorCode: '' });
  });
});

describe('the first terminal state', () => {
  it('stands, whichever comes first: stored, cancelled and expired at once at two replicas, twenty times', async () => {
    const expiresAt = new Date(backing.clock.now().getTime() + 5_000);
    const deliveries = [];
    for (let index = 0; index < 20; index++) {
      await create(index % 2 === 0 ? replica : other, request(backing, { expiresAt, concurrency: 100 }));
      deliveries.push(await pull(replica));
    }
    backing.clock.advance(5_000);
    const key = (generationId: string) => ({ accountId: 'acct_a', generationId });
    const kept = await Promise.all(
      deliveries.map(async (delivery, index) => {
        const sweeping = index % 5 === 0 ? other.sweeper.sweep() : Promise.resolve();
        const cancelling = other.generations.cancelGeneration(key(delivery.work.generationId));
        const storing = stored(replica, delivery);
        await Promise.all([sweeping, cancelling]);
        return storing;
      }),
    );
    for (const [index, { work }] of deliveries.entries()) {
      const generation = await get(work.generationId);
      const succeeded = generation?.status === GenerationStatus.GENERATION_STATUS_SUCCEEDED;
      expect(succeeded).toBe(kept[index]);
      expect(generation?.images[0]?.status === ImageStatus.IMAGE_STATUS_STORED).toBe(succeeded);
      expect((await eventTypes(work.generationId)).length).toBeLessThanOrEqual(1);
    }
    const account = await replica.database.selectFrom('accounts').selectAll().executeTakeFirst();
    expect(account).toMatchObject({ in_use: 0, waiting: 0 });
  });

  it('of images of one generation that end at once is reached once, with one terminal event', async () => {
    const { id } = await create(replica, request(backing, { images: 10, concurrency: 10 }));
    const deliveries = await pullMany(replica, 10);
    await Promise.all(deliveries.map((delivery, index) => began(index % 2 === 0 ? replica : other, delivery)));
    const kept = await Promise.all(
      deliveries.map((delivery, index) => stored(index % 2 === 0 ? replica : other, delivery)),
    );
    expect(kept).toEqual(Array(10).fill(true));
    const generation = await get(id);
    expect(generation?.status).toBe(GenerationStatus.GENERATION_STATUS_SUCCEEDED);
    await Promise.all([replica.relay.settle(), other.relay.settle()]);
    await replica.relay.sweep();
    const account = await replica.database.selectFrom('accounts').selectAll().executeTakeFirst();
    expect(account).toMatchObject({ in_use: 0, waiting: 0 });
  });
});
