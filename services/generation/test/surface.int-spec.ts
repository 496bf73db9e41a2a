import { type Generation, GenerationStatus, Lane } from '@imageai/contracts/generation';
import { waitUntil } from '@imageai/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type Backing,
  began,
  create,
  model,
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
  await register(replica, [
    { ...model, name: 'sd-1.5', digest: 'other', runtime: 'cuda' },
    { ...model, name: 'broken', unusableReason: 'Its text encoder is missing.' },
    model,
  ]);
}, 60_000);

afterAll(async () => {
  await replica.stop();
  await other.stop();
  await backing.stop();
});

beforeEach(() => reset([replica, other]));

const refusal = async (asked: ReturnType<typeof request>, at = replica): Promise<unknown> =>
  (await at.generations.createGeneration(asked)).result?.value;

const source = (maskInputId = '') => ({
  imageInputId: 'inp_image',
  imageSha256: 'of the image',
  maskInputId,
  maskSha256: '',
  strength: 0.5,
});

async function waits(at: Replica, lane: Lane): Promise<number | undefined> {
  const { estimates } = await at.generations.listQueueEstimates({});
  return estimates.find((estimate) => estimate.model === model.name && estimate.lane === lane)?.waitMs;
}

describe('the catalogue', () => {
  it('lists the default first, then in the order of registration, and survives every process', async () => {
    const { models } = await other.models.listModels({});
    expect(models.map(({ name }) => name)).toEqual(['embedded', 'sd-1.5', 'broken']);
  });

  it('says of each model what it is, since when, and the fingerprint of what it makes', async () => {
    await register(replica);
    const { models } = await other.models.listModels({});
    const [embedded] = models;
    const { registeredAt, systemFingerprint, ...announced } = embedded ?? {};
    expect({ ...announced, registeredAt: undefined, systemFingerprint: '' }).toEqual(model);
    expect(registeredAt).toEqual(backing.clock.now());
    expect(systemFingerprint).toBe((await create(other, request(backing))).systemFingerprint);
    expect(models.find(({ name }) => name === 'broken')).toMatchObject({ systemFingerprint: '' });
  });

  it('says since when these weights are announced, not when last', async () => {
    const since = async () => {
      const { models } = await other.models.listModels({});
      return models.find(({ name }) => name === 'weights')?.registeredAt;
    };
    const weights = { ...model, name: 'weights' };
    await register(replica, [weights]);
    const first = backing.clock.now();
    backing.clock.advance(60_000);
    await register(replica, [weights]);
    expect(await since()).toEqual(first);
    await register(replica, [{ ...weights, digest: 'others' }]);
    expect(await since()).toEqual(backing.clock.now());
  });

  it('a model registered at one replica is known at another at once', async () => {
    await register(replica, [{ ...model, name: 'new.one' }]);
    const asked = request(backing, { parameters: { model: 'new.one' } });
    expect(await create(other, asked)).toMatchObject({ model: 'new.one' });
  });

  it('other weights or another runtime have another fingerprint', async () => {
    const one = await create(replica, request(backing));
    const two = await create(replica, request(backing, { parameters: { model: 'sd-1.5' } }));
    expect(one.systemFingerprint).not.toBe(two.systemFingerprint);
  });
});

describe('a job is refused', () => {
  it('for a model that is unknown, or cannot be used', async () => {
    for (const name of ['none', 'broken']) {
      const asked = request(backing, { parameters: { model: name } });
      expect(await refusal(asked)).toBe('CREATE_REFUSAL_MODEL_UNKNOWN');
    }
  });

  it('for a size that the model cannot make', async () => {
    for (const [width, height] of [
      [1000, 1024],
      [2048, 2112],
      [0, 64],
    ]) {
      const asked = request(backing, { parameters: { width, height } });
      expect(await refusal(asked)).toBe('CREATE_REFUSAL_SIZE_UNSUPPORTED');
    }
  });

  it('for a source that the model cannot begin with, and for none where it needs one', async () => {
    await register(replica, [
      { ...model, name: 'edits', features: ['text-to-image', 'image-to-image', 'inpainting'] },
      { ...model, name: 'paints', features: ['inpainting'] },
    ]);
    const [image, mask] = [source(), source('inp_mask')];
    const answers = (name: string) =>
      Promise.all(
        [undefined, image, mask].map((begun) =>
          refusal(request(backing, { parameters: { model: name, source: begun } })),
        ),
      );
    const refused = 'CREATE_REFUSAL_SOURCE_UNSUPPORTED';
    const made = expect.objectContaining({ id: expect.any(String) });
    expect(await answers('embedded')).toEqual([made, refused, refused]);
    expect(await answers('edits')).toEqual([made, made, made]);
    expect(await answers('paints')).toEqual([refused, refused, made]);
  });

  it('when its reservation is older than 30 seconds, and not at 30', async () => {
    const ago = (ms: number) => new Date(backing.clock.now().getTime() - ms);
    expect(await refusal(request(backing, { reservedAt: ago(30_001) }))).toBe('CREATE_REFUSAL_RESERVATION_STALE');
    await create(replica, request(backing, { reservedAt: ago(30_000) }));
  });

  it('when the estimated start lies beyond its deadline: by measured speed, images ahead, and lanes', async () => {
    const soon = () => new Date(backing.clock.now().getTime() + 60_000);
    await create(replica, request(backing));
    const delivery = await pull(replica);
    await began(replica, delivery);
    const { imageId, attempt } = delivery.work;
    const report = { imageId, attempt, workerId: 'worker-1', storedAt: new Date(), engineMs: 20_000 };
    await replica.workers.reportStored(report);
    await create(replica, request(backing, { images: 4, expiresAt: soon() }));
    expect(await refusal(request(backing, { expiresAt: soon() }))).toBe('CREATE_REFUSAL_OVERLOADED');
    // Half the size is a quarter of the work, but what is ahead counts.
    expect(await refusal(request(backing, { expiresAt: soon(), parameters: { width: 512, height: 512 } }))).toBe(
      'CREATE_REFUSAL_OVERLOADED',
    );
    await create(replica, request(backing, { expiresAt: soon(), lane: Lane.LANE_ENTERPRISE }));
    await create(replica, request(backing));
    // What one replica measured, another knows after a moment.
    await replica.queue.refresh();
    await other.queue.refresh();
    expect(await refusal(request(backing, { expiresAt: soon() }), other)).toBe('CREATE_REFUSAL_OVERLOADED');
  });

  it('as a bug of the caller when fields are missing or out of range', async () => {
    for (const bad of [{ images: 0 }, { images: 11 }, { accountId: '' }, { lane: Lane.LANE_UNSPECIFIED }]) {
      const creating = replica.generations.createGeneration(request(backing, bad));
      await expect(creating).rejects.toMatchObject({ code: 'parameter_invalid' });
    }
  });

  it('alone: one that Postgres cannot take does not fail those written together with it', async () => {
    const bad = request(backing, { requestId: 'with\0nul' });
    const answers = await Promise.allSettled(
      [request(backing), bad, request(backing)].map((each) => create(replica, each)),
    );
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });
});

describe('text of clients', () => {
  it('comes to the worker as it was sent, whatever is in it', async () => {
    const prompt = '\0 a "lighthouse" \\ \u{1f5fc} \u202e \n {}';
    const { parameters } = await create(replica, request(backing, { parameters: { prompt } }));
    expect(parameters?.prompt).toBe(prompt);
    expect((await pull(replica)).work.prompt).toBe(prompt);
  });
});

describe('a source', () => {
  it('comes to the worker with each image, and is told of in the event of the end', async () => {
    await register(replica, [{ ...model, features: ['text-to-image', 'image-to-image', 'inpainting'] }]);
    const asked = request(backing, { images: 2, parameters: { source: source('inp_mask') } });
    const { parameters } = await create(replica, asked);
    expect(parameters?.source).toEqual(source('inp_mask'));
    for (const { work } of await pullMany(replica, 2)) expect(work.source).toEqual(source('inp_mask'));
    await register(replica);
  });
});

describe('the place in the queue', () => {
  it('counts the images ahead in its lane, and is 0 once running', async () => {
    await create(replica, request(backing, { images: 3, accountId: 'acct_b' }));
    await create(replica, request(backing, { images: 3, accountId: 'acct_c', lane: Lane.LANE_STARTER }));
    await replica.queue.refresh();
    const { id, queuePosition } = await create(replica, request(backing, { images: 2 }));
    expect(queuePosition).toBe(3);
    const key = { accountId: 'acct_a', generationId: id };
    expect((await other.generations.getGeneration(key)).generation?.queuePosition).toBe(3);
    for (const delivery of await pullMany(replica, 3)) await began(replica, delivery);
    expect((await other.generations.getGeneration(key)).generation?.queuePosition).toBe(0);
  });
});

async function createAndPull(asked: ReturnType<typeof request>) {
  await create(replica, asked);
  return pull(replica, 'enterprise');
}

/** Milliseconds until it is expected to begin. */
async function estimate({ id, accountId }: Generation): Promise<number | undefined> {
  const { generation } = await replica.generations.getGeneration({ accountId, generationId: id });
  const at = generation?.estimatedStartAt?.getTime();
  return at === undefined ? undefined : at - backing.clock.now().getTime();
}

describe('reading', () => {
  it('pages through an account, newest first, each once, while others are created', async () => {
    const made: string[] = [];
    for (let index = 0; index < 5; index++) {
      backing.clock.advance(1);
      made.unshift((await create(replica, request(backing))).id);
    }
    await create(replica, request(backing, { accountId: 'acct_b' }));
    const seen: string[] = [];
    let pageToken = '';
    do {
      const asked = { accountId: 'acct_a', pageSize: 2, pageToken, requestId: '', idempotencyKey: '', statuses: [] };
      const page = await replica.generations.listGenerations(asked);
      seen.push(...page.generations.map(({ id }) => id));
      pageToken = page.nextPageToken;
      backing.clock.advance(1);
      if (seen.length === 2) await create(replica, request(backing));
    } while (pageToken !== '');
    expect(seen).toEqual(made);
  });

  it('finds a job by its request id and by its idempotency key, in its account only', async () => {
    const asked = request(backing, { requestId: 'req_mine', idempotencyKey: 'key-mine' });
    const { id } = await create(replica, asked);
    await create(replica, request(backing));
    const list = async (filter: object) => {
      const all = {
        accountId: 'acct_a',
        pageSize: 0,
        pageToken: '',
        requestId: '',
        idempotencyKey: '',
        statuses: [],
        ...filter,
      };
      return (await other.generations.listGenerations(all)).generations.map((generation) => generation.id);
    };
    expect(await list({ requestId: 'req_mine' })).toEqual([id]);
    expect(await list({ idempotencyKey: 'key-mine' })).toEqual([id]);
    expect(await list({ idempotencyKey: 'key-mine', accountId: 'acct_b' })).toEqual([]);
    expect(await list({})).toHaveLength(2);
  });

  it('lists only what stands as asked', async () => {
    const cancelled = await create(replica, request(backing));
    await create(replica, request(backing));
    await replica.generations.cancelGeneration({ accountId: 'acct_a', generationId: cancelled.id });
    const statuses = [GenerationStatus.GENERATION_STATUS_CANCELLED];
    const all = { accountId: 'acct_a', pageSize: 0, pageToken: '', requestId: '', idempotencyKey: '' };
    const { generations } = await other.generations.listGenerations({ ...all, statuses });
    expect(generations.map(({ id }) => id)).toEqual([cancelled.id]);
  });

  it('keeps where the events of one request go, with the job', async () => {
    const webhook = { url: 'https://hooks.example/\u0000', eventTypes: ['generation.failed'] };
    const { id } = await create(replica, request(backing, { webhook }));
    const { generation } = await other.generations.getGeneration({ accountId: 'acct_a', generationId: id });
    expect(generation?.webhook).toEqual(webhook);
  });

  it('tells the place of a job, when it is expected to begin, and how long another would wait', async () => {
    const lane = Lane.LANE_ENTERPRISE;
    await create(replica, request(backing, { lane }));
    const delivery = await pull(replica, 'enterprise');
    await began(replica, delivery);
    const { imageId, attempt } = delivery.work;
    backing.clock.advance(20_000);
    const storedAt = backing.clock.now();
    await replica.workers.reportStored({ imageId, attempt, workerId: 'worker-new', storedAt, engineMs: 8_000 });
    expect(await waits(replica, lane)).toBe(0);
    await create(replica, request(backing, { lane, images: 2 }));
    const perImage = ((await waits(replica, lane)) ?? 0) / 2;
    const last = await create(replica, request(backing, { lane }));
    const shown = await replica.generations.getGeneration({ accountId: 'acct_a', generationId: last.id });
    for (const generation of [last, shown.generation]) {
      expect(generation?.queuePosition).toBe(2);
      const waitMs = (generation?.estimatedStartAt?.getTime() ?? 0) - backing.clock.now().getTime();
      expect(Math.abs(waitMs - 2 * perImage)).toBeLessThanOrEqual(2);
    }
    expect(perImage).toBeGreaterThan(0);
  });

  it('shows that a small concurrency makes an account wait for itself, however many workers are idle', async () => {
    for (const workerId of ['worker-2', 'worker-3', 'worker-4']) {
      await replica.models.registerModels({ workerId, models: [model] });
    }
    const asked = () => request(backing, { concurrency: 1, lane: Lane.LANE_ENTERPRISE });
    await stored(replica, await createAndPull(asked()));
    await replica.queue.refresh();
    const alone = (await estimate(await create(replica, asked()))) ?? Number.NaN;
    const second = (await estimate(await create(replica, asked()))) ?? Number.NaN;
    const third = (await estimate(await create(replica, asked()))) ?? Number.NaN;
    expect(alone).toBe(0);
    expect(second).toBeGreaterThan(0);
    expect(Math.abs(third - 2 * second)).toBeLessThanOrEqual(2);
  });

  it('tells metering which generations exist, of any account', async () => {
    const { id } = await create(replica, request(backing));
    const two = await create(replica, request(backing, { accountId: 'acct_b' }));
    const { generationIds } = await other.finder.findGenerations({ generationIds: [id, 'gen_none', two.id] });
    expect(generationIds.sort()).toEqual([id, two.id].sort());
    expect(await other.finder.findGenerations({ generationIds: [] })).toEqual({ generationIds: [] });
  });

  it("another account's generation is NOT_FOUND", async () => {
    const { id } = await create(replica, request(backing));
    const foreign = replica.generations.getGeneration({ accountId: 'acct_b', generationId: id });
    await expect(foreign).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('the background tasks', () => {
  it('by themselves publish, expire and give out again, and stop when told', async () => {
    const own = await startReplica(backing, { SWEEP_INTERVAL_MS: 20 });
    own.background.start();
    await waitUntil(() => own.background.ready, { what: 'the service to be ready' });
    const soon = new Date(backing.clock.now().getTime() + 20_000);
    const expiring = await create(own, request(backing, { expiresAt: soon, accountId: 'acct_b' }));
    const lost = await create(own, request(backing));
    const first = await pull(own);
    await began(own, first);
    const second = await pull(own);
    await began(own, second);
    backing.clock.advance(10_000);
    const again = await pullMany(own, 2);
    expect(again.map(({ work }) => work.attempt)).toEqual([2, 2]);
    for (const delivery of again) if (delivery.work.generationId === lost.id) await stored(own, delivery);
    backing.clock.advance(10_000);
    const key = { accountId: 'acct_b', generationId: expiring.id };
    await waitUntil(
      async () => (await own.generations.getGeneration(key)).generation?.status === 'GENERATION_STATUS_EXPIRED',
      { what: 'the deadline to be seen' },
    );
    await own.stop();
  });
});
