import { generateImageResponse, isId, newApiKey } from '@imageai/api';
import { GenerationStatus, ImageStatus, Lane } from '@imageai/contracts/generation';
import { waitUntil } from '@imageai/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Fixture, startFixture } from './gateway-fixture.js';

let api: Fixture;
let key: string;
beforeAll(async () => {
  api = await startFixture();
});
afterAll(async () => api.stop());
beforeEach(() => {
  key = api.key();
  api.metering.asked.length = 0;
  api.generation.created.length = 0;
  api.generation.hold = false;
  api.generation.away = false;
  api.generation.imageStatuses = [];
  api.generation.endStatus = GenerationStatus.GENERATION_STATUS_SUCCEEDED;
  api.generation.failureCode = 'internal_error';
});

describe('POST /api/generate-image', () => {
  it('answers the documented object, with the seed that was sent and the prompt as sent', async () => {
    const { status, headers, body } = await api.post(key, { prompt: '  a lake ', seed: 7, width: 512, height: 768 });
    expect(status).toBe(200);
    expect(headers.get('content-type')).toContain('application/json');
    expect(Object.keys(body)).toEqual([
      'id',
      'url',
      'width',
      'height',
      'created_at',
      'prompt',
      'seed',
      'system_fingerprint',
    ]);
    expect(body).toMatchObject({
      url: `https://cdn.example/${body.id}.png`,
      width: 512,
      height: 768,
      created_at: '2026-01-15T12:00:03.250Z',
      prompt: '  a lake ',
      seed: 7,
      system_fingerprint: 'fp_test',
    });
  });

  it('asks generation for everything resolved, reserved under the same id', async () => {
    await api.post(key, { prompt: 'a', negative_prompt: 'b', style: 'sketch', num_inference_steps: 3, model: 'test' });
    const [created] = api.generation.created;
    const [admitted] = api.metering.asked;
    expect(isId('gen', created?.generationId ?? '')).toBe(true);
    expect(admitted).toMatchObject({
      generationId: created?.generationId,
      images: 1,
      accountId: 'acct_1',
      keyId: 'key_1',
    });
    expect(created).toMatchObject({
      accountId: 'acct_1',
      keyId: 'key_1',
      images: 1,
      lane: Lane.LANE_PROFESSIONAL,
      concurrency: 8,
      reservedAt: api.metering.reservedAt,
      parameters: {
        prompt: 'a',
        negativePrompt: 'b',
        style: 'sketch',
        width: 1024,
        height: 1024,
        guidanceScale: 7.5,
        numInferenceSteps: 3,
        outputFormat: 'png',
        model: 'test',
        retentionDays: 30,
        private: false,
      },
    });
    const secondsLeft = ((created?.expiresAt?.getTime() ?? 0) - Date.now()) / 1000;
    // Less what a busy machine took to answer.
    expect(secondsLeft).toBeGreaterThan(570);
    expect(secondsLeft).toBeLessThanOrEqual(600);
  });

  it.each([
    ['an account whose images are private', true, {}, true],
    ['any account that asks for it', false, { private: true }, true],
    ['a private account that asks for the contrary', true, { private: false }, false],
    ['any other account', false, {}, false],
    ['an account, where null counts as not sent', true, { private: null }, true],
  ])('makes images private, or not, as wanted: of %s', async (_who, privateImages, sent, expected) => {
    const { body } = await api.post(api.key({ privateImages }), { prompt: 'a', n: 2, ...sent });
    expect(api.generation.created.at(-1)?.parameters?.private).toBe(expected);
    const answer = generateImageResponse.parse(body);
    for (const { url, url_expires_at } of [answer, ...(answer.images ?? [])]) {
      expect([url.includes('signature='), url_expires_at !== undefined]).toEqual([expected, expected]);
    }
  });

  it.each([true, false])('leaves parameters out of files as the account wants it (%s)', async (omitParameters) => {
    await api.post(api.key({ omitParameters }), { prompt: 'a' });
    expect(api.generation.created.at(-1)?.parameters?.omitParameters).toBe(omitParameters);
  });

  it('chooses a seed where none was sent, and tells it', async () => {
    const seeds = await Promise.all([1, 2, 3].map(async () => (await api.post(key, { prompt: 'a' })).body.seed));
    expect(new Set(seeds).size).toBe(3);
  });

  it('answers n images with their seeds, the first one in the documented fields', async () => {
    const { body } = await api.post(key, { prompt: 'a', n: 3, seed: 2147483647, output_format: 'webp' });
    const answer = generateImageResponse.parse(body);
    expect(answer.images?.map(({ seed }) => seed)).toEqual([2147483647, 0, 1]);
    expect(answer.images?.[0]).toMatchObject({ id: answer.id, url: `https://cdn.example/${answer.id}.webp` });
    expect(answer.failed).toEqual([]);
    expect(api.metering.asked).toMatchObject([{ images: 3 }]);
  });

  it('answers what was stored of n, and what failed', async () => {
    api.generation.imageStatuses = [ImageStatus.IMAGE_STATUS_FAILED];
    const { status, body } = await api.post(key, { prompt: 'a', n: 2, seed: 5 });
    expect(status).toBe(200);
    expect(body).toMatchObject({ seed: 6, images: [{ seed: 6 }] });
    expect(body.failed).toEqual([
      {
        index: 0,
        seed: 5,
        error: expect.objectContaining({ code: 'internal_error', type: 'server_error', param: null }),
      },
    ]);
  });

  it('answers the error of the first image where none is stored', async () => {
    api.generation.imageStatuses = [ImageStatus.IMAGE_STATUS_FAILED, ImageStatus.IMAGE_STATUS_FAILED];
    api.generation.endStatus = GenerationStatus.GENERATION_STATUS_FAILED;
    const { status, body } = await api.post(key, { prompt: 'a', n: 2 });
    expect([status, body.error]).toEqual([500, expect.objectContaining({ code: 'internal_error' })]);
  });

  it('answers 403 content_prohibited where the model holds the only image for unsafe', async () => {
    api.generation.imageStatuses = [ImageStatus.IMAGE_STATUS_FAILED];
    api.generation.endStatus = GenerationStatus.GENERATION_STATUS_FAILED;
    api.generation.failureCode = 'content_prohibited';
    const { status, body } = await api.post(key, { prompt: 'a' });
    const error = { code: 'content_prohibited', type: 'content_policy_violation', param: null };
    expect([status, body.error]).toEqual([403, expect.objectContaining(error)]);
  });

  it('answers generation_timeout for a generation that expired', async () => {
    api.generation.imageStatuses = [ImageStatus.IMAGE_STATUS_EXPIRED];
    api.generation.endStatus = GenerationStatus.GENERATION_STATUS_EXPIRED;
    const { status, body } = await api.post(key, { prompt: 'a' });
    expect([status, body.error]).toEqual([500, expect.objectContaining({ code: 'generation_timeout' })]);
  });

  it('watches again after its stream broke, while generation is away, until the image is there', async () => {
    api.generation.hold = true;
    const before = api.generation.watches;
    const answer = api.post(key, { prompt: 'a' });
    await waitUntil(() => api.generation.watches > before);
    api.generation.away = true;
    api.generation.breakStreams();
    await waitUntil(() => api.generation.watches > before + 2);
    api.generation.away = false;
    api.generation.finish(api.generation.created[0]?.generationId ?? '');
    expect((await answer).status).toBe(200);
    expect(api.generation.created).toHaveLength(1);
  });

  it('makes one generation under one id when generation was away at first', async () => {
    api.generation.away = true;
    const answer = api.post(key, { prompt: 'a' });
    await waitUntil(() => api.generation.created.length > 1);
    api.generation.away = false;
    expect((await answer).status).toBe(200);
    expect(new Set(api.generation.created.map(({ generationId }) => generationId)).size).toBe(1);
    expect(api.metering.asked).toHaveLength(1);
  });

  it('lets the generation go on when the client goes away', async () => {
    api.generation.hold = true;
    const before = api.generation.watches;
    const client = new AbortController();
    const answer = api.post(key, { prompt: 'a' }, { signal: client.signal });
    await waitUntil(() => api.generation.watches > before);
    client.abort();
    await expect(answer).rejects.toThrow();
    expect((await api.request('/livez')).status).toBe(200);
  });

  it('answers a hundred at once, each its own', async () => {
    const seeds = Array.from({ length: 100 }, (_, seed) => seed);
    const answers = await Promise.all(seeds.map((seed) => api.post(key, { prompt: `p${seed}`, seed })));
    expect(answers.map(({ status, body }) => [status, body.seed, body.prompt])).toEqual(
      seeds.map((seed) => [200, seed, `p${seed}`]),
    );
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(100);
    expect(api.metering.asked).toHaveLength(100);
  }, 20_000);
});

describe('a key', () => {
  it('is asked for once by many requests at one time, and again only after its age', async () => {
    const before = api.auth.calls;
    const startedAt = performance.now();
    await Promise.all(Array.from({ length: 50 }, () => api.post(key, { prompt: 'a' })));
    const ages = Math.ceil((performance.now() - startedAt) / 800);
    expect(api.auth.calls - before).toBeLessThanOrEqual(ages);
  });

  it('that is revoked is refused for every request sent a second later within a second', async () => {
    expect((await api.post(key, { prompt: 'a' })).status).toBe(200);
    api.auth.keys.delete(key);
    const revokedAt = performance.now();
    let lastAcceptedAt = revokedAt;
    await waitUntil(async () => {
      const sentAt = performance.now();
      const { status } = await api.post(key, { prompt: 'a' });
      if (status === 200) lastAcceptedAt = sentAt;
      return status === 401;
    });
    expect(lastAcceptedAt - revokedAt).toBeLessThan(1000);
  });

  it('that is malformed is refused without asking anybody', async () => {
    const before = api.auth.calls;
    for (const secret of ['sk-1', `${newApiKey()}x`, key.slice(0, -1)]) {
      expect((await api.post(secret, { prompt: 'a' })).status).toBe(401);
    }
    expect(api.auth.calls).toBe(before);
  });

  it('is taken whatever the case of the scheme', async () => {
    const answer = await api.post(key, { prompt: 'a' }, { headers: { authorization: `bEARER  ${key}` } });
    expect(answer.status).toBe(200);
  });
});
