import { FailureCause, GenerationStatus, ImageStatus, WorkDecision } from '@imageai/contracts/generation';
import { workStream } from '@imageai/contracts/subjects';
import { waitUntil } from '@imageai/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Topology } from '../src/models/topology.js';
import {
  type Backing,
  began,
  create,
  inStream,
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
const { WORK_DECISION_CONTINUE: goOn, WORK_DECISION_DROP: drop } = WorkDecision;
const { FAILURE_CAUSE_UNSPECIFIED: ours } = FailureCause;

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

const image = (id: string) =>
  replica.database.selectFrom('images').selectAll().where('id', '=', id).executeTakeFirstOrThrow();

const get = async (generationId: string, accountId = 'acct_a') =>
  (await replica.generations.getGeneration({ accountId, generationId })).generation;

/** Both replicas sweep at once after the time-out of heartbeats. */
async function sweepLater(): Promise<void> {
  backing.clock.advance(10_000);
  await Promise.all([replica.sweeper.sweep(), other.sweeper.sweep()]);
}

describe('a worker that dies', () => {
  it('a heartbeat keeps an image; without one for ten seconds it gets one other attempt, and the old one is told to drop', async () => {
    const { id } = await create(replica, request(backing));
    const first = await pull(replica);
    expect(await began(replica, first, 'worker-old')).toEqual({ decision: goOn });
    const held = [{ imageId: first.work.imageId, attempt: 1 }];
    backing.clock.advance(9_000);
    expect(await replica.workers.heartbeat({ workerId: 'worker-old', images: held })).toEqual({ dropImageIds: [] });
    backing.clock.advance(9_000);
    await replica.sweeper.sweep();
    expect(await image(first.work.imageId)).toMatchObject({ status: 'running', attempt: 1 });

    await sweepLater();
    const second = await pull(replica);
    expect(second.work).toEqual({ ...first.work, attempt: 2 });
    expect(await replica.workers.heartbeat({ workerId: 'worker-old', images: held })).toEqual({
      dropImageIds: [first.work.imageId],
    });
    // The first message comes again after its ack_wait: its attempt is over.
    expect(await began(replica, first, 'worker-new')).toEqual({ decision: drop });
    expect(await began(replica, second, 'worker-new')).toEqual({ decision: goOn });
    expect(await stored(replica, second, 'worker-new')).toBe(true);
    first.message.ack();
    expect((await get(id))?.status).toBe(GenerationStatus.GENERATION_STATUS_SUCCEEDED);
  });

  it('images that ran together are retried alone; one that ran by itself is not', async () => {
    await create(replica, request(backing, { images: 2 }));
    await create(replica, request(backing));
    const [one, two, three] = await pullMany(replica, 3);
    if (!one || !two || !three) throw new Error('three were created');
    await began(replica, one, 'worker-crowded');
    await began(replica, two, 'worker-crowded');
    await began(replica, three, 'worker-single');
    await sweepLater();
    const again = await pullMany(replica, 3);
    expect(again.map(({ work }) => [work.imageId, work.alone])).toEqual(
      expect.arrayContaining([
        [one.work.imageId, true],
        [two.work.imageId, true],
        [three.work.imageId, false],
      ]),
    );
    for (const delivery of again) await stored(replica, delivery);
    for (const delivery of [one, two, three]) delivery.message.ack();
  });

  it('three times fails the image into the dead letters, from where it is sent again once, as a new generation', async () => {
    const asked = request(backing, { parameters: { seed: 7 } });
    const { id } = await create(replica, asked);
    for (let attempt = 1; attempt <= 3; attempt++) {
      const delivery = await pull(replica);
      expect(delivery.work.attempt).toBe(attempt);
      await began(replica, delivery);
      delivery.message.ack();
      await sweepLater();
    }
    expect(await get(id)).toMatchObject({
      status: GenerationStatus.GENERATION_STATUS_FAILED,
      errorCode: 'internal_error',
      images: [{ status: ImageStatus.IMAGE_STATUS_FAILED, errorCode: 'internal_error' }],
    });
    const { deadLetters } = await replica.deadLetters.listDeadLetters({ pageSize: 0, pageToken: '' });
    expect(deadLetters).toMatchObject([
      {
        generationId: id,
        accountId: 'acct_a',
        attempts: 3,
        reason: 'The worker was lost.',
        requeuedAsGenerationId: '',
      },
    ]);
    const imageId = deadLetters[0]?.imageId ?? '';
    const [first, second] = await Promise.all([
      replica.deadLetters.requeueDeadLetter({ imageId }),
      other.deadLetters.requeueDeadLetter({ imageId }),
    ]);
    expect(second).toEqual(first);
    const delivery = await pull(replica);
    expect(delivery.work).toMatchObject({
      generationId: first.generationId,
      seed: 7,
      attempt: 1,
      prompt: asked.parameters?.prompt,
    });
    expect(await stored(replica, delivery)).toBe(true);
    expect((await get(first.generationId))?.status).toBe(GenerationStatus.GENERATION_STATUS_SUCCEEDED);
    await expect(replica.deadLetters.requeueDeadLetter({ imageId: 'img_none' })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('before it reports is nothing to generation: JetStream gives the message out again, with the same attempt', async () => {
    await create(replica, request(backing));
    const first = await pull(replica);
    await sweepLater();
    expect(await image(first.work.imageId)).toMatchObject({ status: 'dispatched', attempt: 1 });
    first.message.nak();
    const second = await pull(replica);
    expect(second.work).toEqual(first.work);
    expect(await began(replica, second, 'worker-2')).toEqual({ decision: goOn });
    expect(await began(replica, second, 'worker-3')).toEqual({ decision: drop });
    await stored(replica, second, 'worker-2');
  });

  it('but stored the picture first is believed: what storage holds is kept, and the next attempt dropped', async () => {
    await create(replica, request(backing));
    const first = await pull(replica);
    await began(replica, first, 'worker-old');
    await sweepLater();
    expect(await stored(replica, first, 'worker-old')).toBe(true);
    const second = await pull(replica);
    expect(await began(replica, second, 'worker-new')).toEqual({ decision: drop });
    second.message.ack();
  });
});

describe('a reported failure', () => {
  it('gets another attempt; a permanent one ends the image at once, among the dead letters', async () => {
    const { id } = await create(replica, request(backing, { images: 2 }));
    const [one, two] = await pullMany(replica, 2);
    if (!one || !two) throw new Error('two were created');
    const report = { workerId: 'worker-1', attempt: 1, cause: ours };
    await began(replica, one);
    await replica.workers.reportFailed({
      ...report,
      imageId: one.work.imageId,
      reason: 'out of memory',
      permanent: false,
    });
    await replica.workers.reportFailed({
      ...report,
      imageId: one.work.imageId,
      reason: 'out of memory',
      permanent: false,
    });
    one.message.ack();
    expect(await image(one.work.imageId)).toMatchObject({ status: 'dispatched', attempt: 2, reason: 'out of memory' });
    await began(replica, two);
    await replica.workers.reportFailed({
      ...report,
      imageId: two.work.imageId,
      reason: 'no such\0size',
      permanent: true,
    });
    two.message.ack();
    expect(await image(two.work.imageId)).toMatchObject({ status: 'failed', attempt: 1, reason: 'no suchsize' });
    await stored(replica, await pull(replica));
    expect(await get(id)).toMatchObject({
      status: GenerationStatus.GENERATION_STATUS_SUCCEEDED,
      errorCode: '',
      images: expect.arrayContaining([
        expect.objectContaining({ id: one.work.imageId, status: ImageStatus.IMAGE_STATUS_STORED }),
        expect.objectContaining({ id: two.work.imageId, errorCode: 'internal_error' }),
      ]),
    });
  });

  it('of an image that is prohibited is told as such, given back, and no dead letter', async () => {
    const { id } = await create(replica, request(backing));
    const delivery = await pull(replica);
    const { imageId, attempt } = delivery.work;
    await began(replica, delivery);
    const report = { imageId, attempt, workerId: 'worker-1', reason: 'unsafe', permanent: true };
    await replica.workers.reportFailed({ ...report, cause: FailureCause.FAILURE_CAUSE_CONTENT_PROHIBITED });
    delivery.message.ack();
    expect(await get(id)).toMatchObject({
      status: GenerationStatus.GENERATION_STATUS_FAILED,
      errorCode: 'content_prohibited',
      images: [{ status: ImageStatus.IMAGE_STATUS_FAILED, errorCode: 'content_prohibited' }],
    });
    const { deadLetters } = await replica.deadLetters.listDeadLetters({ pageSize: 0, pageToken: '' });
    expect(deadLetters).toEqual([]);
  });
});

describe('a failure before the start', () => {
  it('(other weights than those promised) counts like any other', async () => {
    await create(replica, request(backing));
    const first = await pull(replica);
    const { imageId, attempt } = first.work;
    const report = { imageId, attempt, workerId: 'worker-1', reason: 'other weights', permanent: false, cause: ours };
    await replica.workers.reportFailed(report);
    first.message.ack();
    const second = await pull(replica);
    expect(second.work).toEqual({ ...first.work, attempt: 2 });
    await replica.workers.reportFailed({ ...report, attempt: 2, permanent: true });
    second.message.ack();
    expect(await image(imageId)).toMatchObject({ status: 'failed', reason: 'other weights' });
  });
});

describe('a drain', () => {
  it('hands images back without an attempt, ten times over, and each time they are given out at once', async () => {
    const { id } = await create(replica, request(backing));
    for (let turn = 0; turn < 10; turn++) {
      const delivery = await pull(replica);
      expect(delivery.work.attempt).toBe(1);
      const workerId = `worker-${turn}`;
      // Every other one is handed back before it was begun.
      if (turn % 2 === 0) expect(await began(replica, delivery, workerId)).toEqual({ decision: goOn });
      await replica.workers.handBack({ workerId, images: [{ imageId: delivery.work.imageId, attempt: 1 }] });
      delivery.message.ack();
    }
    const last = await pull(replica);
    await began(replica, last);
    expect(await stored(replica, last)).toBe(true);
    expect((await get(id))?.status).toBe(GenerationStatus.GENERATION_STATUS_SUCCEEDED);
    await waitUntil(async () => (await inStream(replica)) === 0, { what: 'the work stream to be empty' });
  });

  it("of one worker does not take another's image", async () => {
    await create(replica, request(backing));
    const delivery = await pull(replica);
    await began(replica, delivery, 'worker-b');
    await replica.workers.handBack({ workerId: 'worker-a', images: [{ imageId: delivery.work.imageId, attempt: 1 }] });
    expect(await image(delivery.work.imageId)).toMatchObject({
      status: 'running',
      worker_id: 'worker-b',
      dispatches: 1,
    });
    await stored(replica, delivery, 'worker-b');
  });
});

describe('NATS that lost its data', () => {
  it('gets its streams and consumers again, and every image in it is handed out again', async () => {
    const generations = await Promise.all([1, 2, 3].map(() => create(replica, request(backing))));
    await replica.relay.settle();
    await replica.messaging.manager.streams.delete(workStream);
    await replica.app.get(Topology).ensure();
    // Another message takes a sequence that the lost ones had: its id tells them apart.
    const fresh = await create(replica, request(backing));
    await replica.relay.settle();
    await sweepLater();
    const deliveries = await pullMany(replica, 4);
    expect(new Set(deliveries.map(({ work }) => work.generationId))).toEqual(
      new Set([...generations, fresh].map(({ id }) => id)),
    );
    for (const delivery of deliveries) expect(await stored(replica, delivery)).toBe(true);
    await replica.sweeper.sweep();
    await waitUntil(async () => (await inStream(replica)) === 0, { what: 'the work stream to be empty' });
  });

  it('while its stream is missing nothing counts as lost', async () => {
    await create(replica, request(backing));
    const delivery = await pull(replica);
    await replica.messaging.manager.streams.delete(workStream);
    await sweepLater();
    expect(await image(delivery.work.imageId)).toMatchObject({ status: 'dispatched', attempt: 1 });
    await replica.app.get(Topology).ensure();
    await sweepLater();
    await stored(replica, await pull(replica));
  });
});
