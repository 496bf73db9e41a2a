import { GenerationEvent, GenerationStatus, ImageStatus, Lane, WorkDecision } from '@imageai/contracts/generation';
import { eventStream } from '@imageai/contracts/subjects';
import { waitUntil } from '@imageai/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Backing,
  began,
  create,
  inStream,
  model,
  pull,
  pullMany,
  type Replica,
  register,
  request,
  startBacking,
  startReplica,
  stored,
} from './harness.js';

let backing: Backing;
let replica: Replica;

beforeAll(async () => {
  backing = await startBacking();
  replica = await startReplica(backing);
}, 60_000);

afterAll(async () => {
  await replica.stop();
  await backing.stop();
});

/** Types of a generation's events, as they lie in the stream. */
async function eventsOf(generationId: string): Promise<GenerationEvent[]> {
  const { state } = await replica.messaging.manager.streams.info(eventStream);
  const events: GenerationEvent[] = [];
  for (let seq = state.first_seq; seq <= state.last_seq; seq++) {
    const message = await replica.messaging.manager.streams.getMessage(eventStream, { seq });
    if (message) events.push(GenerationEvent.decode(message.data));
  }
  return events.filter((event) => event.generation?.id === generationId);
}

describe('before any worker announced a model', () => {
  it('a job is refused with NO_MODELS, and nothing is left behind', async () => {
    const asked = request(backing);
    const { result } = await replica.generations.createGeneration(asked);
    expect(result).toEqual({ $case: 'refusal', value: 'CREATE_REFUSAL_NO_MODELS' });
    await expect(
      replica.generations.getGeneration({ accountId: asked.accountId, generationId: asked.generationId }),
    ).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('the way of a generation', () => {
  it('a worker that registers is told of one consumer a lane, and all of them exist', async () => {
    const { consumers } = await register(replica);
    expect(consumers.map(({ lane }) => lane)).toEqual(['enterprise', 'professional', 'starter']);
    for (const { stream, consumer } of consumers) {
      const { config } = await replica.messaging.manager.consumers.info(stream, consumer);
      expect(config).toMatchObject({ ack_policy: 'explicit', max_deliver: -1, ack_wait: 30e9 });
    }
    expect((await replica.models.listModels({})).models).toMatchObject([{ name: model.name, digest: model.digest }]);
  });

  it('one request with three images becomes three work messages with all resolved, and ends as succeeded', async () => {
    const asked = request(backing, {
      images: 3,
      parameters: { seed: 2 ** 31 - 2, encoderQuality: 40, private: true, omitParameters: true },
    });
    const generation = await create(replica, asked);
    expect(generation).toMatchObject({
      id: asked.generationId,
      status: GenerationStatus.GENERATION_STATUS_QUEUED,
      model: 'embedded',
      lane: Lane.LANE_PROFESSIONAL,
      systemFingerprint: expect.stringMatching(/^fp_[0-9a-f]{12}$/),
      parameters: { numInferenceSteps: 8, guidanceScale: 7.5, model: 'embedded' },
    });
    expect(generation.images.map(({ seed }) => seed)).toEqual([2 ** 31 - 2, 2 ** 31 - 1, 0]);
    expect(generation.images.every(({ status }) => status === ImageStatus.IMAGE_STATUS_DISPATCHED)).toBe(true);

    const deliveries = await pullMany(replica, 3);
    expect(deliveries.map(({ work }) => work)).toMatchObject(
      generation.images.map((image) => ({
        imageId: image.id,
        generationId: generation.id,
        attempt: 1,
        alone: false,
        seed: image.seed,
        index: image.index,
        steps: 8,
        guidanceScale: 7.5,
        modelDigest: model.digest,
        prompt: asked.parameters?.prompt,
        style: 'painting',
        encoderQuality: 40,
        expiresAt: asked.expiresAt,
        retentionDays: 30,
        private: true,
        omitParameters: true,
        requestId: asked.requestId,
      })),
    );
    for (const delivery of deliveries) {
      expect(await began(replica, delivery)).toEqual({ decision: WorkDecision.WORK_DECISION_CONTINUE });
      expect(await stored(replica, delivery)).toBe(true);
    }
    const key = { accountId: asked.accountId, generationId: asked.generationId };
    const { generation: ended } = await replica.generations.getGeneration(key);
    expect(ended).toMatchObject({ status: GenerationStatus.GENERATION_STATUS_SUCCEEDED, errorCode: '' });
    expect(ended?.images.every(({ status }) => status === ImageStatus.IMAGE_STATUS_STORED)).toBe(true);
    await waitUntil(async () => (await inStream(replica)) === 0, { what: 'the work stream to be empty' });
  });

  it('its end is one event, with the whole generation, however often it is reported; the outbox ends empty', async () => {
    const generation = await create(replica, request(backing));
    const delivery = await pull(replica);
    await began(replica, delivery);
    await began(replica, delivery);
    await stored(replica, delivery);
    await stored(replica, delivery);
    await replica.relay.settle();
    const events = await eventsOf(generation.id);
    expect(events.map(({ type }) => type)).toEqual(['generation.succeeded']);
    expect(events.at(-1)?.generation).toMatchObject({
      status: GenerationStatus.GENERATION_STATUS_SUCCEEDED,
      images: [{ id: delivery.work.imageId, status: ImageStatus.IMAGE_STATUS_STORED }],
    });
    expect(await replica.database.selectFrom('outbox').selectAll().execute()).toEqual([]);
  });
});
