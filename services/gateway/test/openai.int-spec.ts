import { openAiImagesResponse } from '@imageai/api';
import { PlanName } from '@imageai/contracts/auth';
import { GenerationStatus, ImageStatus } from '@imageai/contracts/generation';
import { AdmissionRefusal } from '@imageai/contracts/metering';
import { waitUntil } from '@imageai/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { principal } from './fake-peers.js';
import { FakeStorage } from './fake-storage.js';
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
  api.metering.refusal = undefined;
  api.generation.created.length = 0;
  api.generation.keys.clear();
  api.generation.refusal = undefined;
  api.generation.imageStatuses = [];
  api.generation.endStatus = GenerationStatus.GENERATION_STATUS_SUCCEEDED;
  api.storage.gone.clear();
  api.storage.away = false;
  api.storage.short = false;
});

const prompt = 'a lake';
const post = (body: unknown, as = key) => api.post(as, body, {}, '/v1/images/generations');
const made = () => api.generation.created[0]?.parameters;
const imageId = (index: number) => `img_${api.generation.created[0]?.generationId.slice(4)}${index}`;

describe('POST /v1/images/generations', () => {
  it('hands the prompt to the model as it is, without a style, and leaves all else to the model', async () => {
    await post({ prompt });
    expect(made()).toMatchObject({ prompt, style: '', negativePrompt: '', model: '', width: 1024, height: 1024 });
    expect(made()).toMatchObject({ outputFormat: 'png', retentionDays: 30, seed: expect.any(Number) });
    expect([made()?.guidanceScale, made()?.numInferenceSteps, made()?.encoderQuality]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(api.metering.asked).toMatchObject([{ images: 1, generationId: api.generation.created[0]?.generationId }]);
  });

  it('hands on everything that is said', async () => {
    const said = { seed: 7, negative_prompt: 'people', guidance_scale: 2.5, num_inference_steps: 3, model: 'test' };
    await post({ prompt, ...said, n: 2, size: '1536x640', output_format: 'webp', output_compression: 0 });
    expect(api.generation.created[0]?.images).toBe(2);
    expect(made()).toMatchObject({
      seed: 7,
      negativePrompt: 'people',
      guidanceScale: 2.5,
      numInferenceSteps: 3,
      model: 'test',
      width: 1536,
      height: 640,
      outputFormat: 'webp',
      encoderQuality: 1,
    });
  });

  it('answers the image itself, what was made, and how large it was', async () => {
    const { status, body, headers } = await post({ prompt: 'a lake between hills', negative_prompt: 'fog' });
    expect([status, headers.get('x-ratelimit-remaining-requests')]).toEqual([200, '12']);
    expect(openAiImagesResponse.parse(body)).toEqual({
      created: Date.parse('2026-01-15T12:00:03Z') / 1000,
      data: [{ b64_json: FakeStorage.fileOf(imageId(0)).toString('base64') }],
      output_format: 'png',
      size: '1024x1024',
      quality: 'medium',
      background: 'opaque',
      usage: {
        total_tokens: 4102,
        input_tokens: 6,
        output_tokens: 4096,
        input_tokens_details: { text_tokens: 6, image_tokens: 0 },
      },
      system_fingerprint: 'fp_test',
    });
  });

  it('answers where the images are without reading them, when asked to', async () => {
    const reads = api.storage.reads;
    const { body } = await post({ prompt, n: 2, response_format: 'url', output_format: 'jpeg' });
    expect(openAiImagesResponse.parse(body)).toMatchObject({
      data: [0, 1].map((index) => ({ url: `https://cdn.example/${imageId(index)}.jpeg` })),
      usage: { output_tokens: 8192 },
    });
    expect(api.storage.reads).toBe(reads);
  });

  it('answers what is stored of several images, and of the rest why not', async () => {
    api.generation.imageStatuses = [ImageStatus.IMAGE_STATUS_FAILED, ImageStatus.IMAGE_STATUS_STORED];
    const { status, body } = await post({ prompt, n: 2, seed: 1 });
    expect([status, openAiImagesResponse.parse(body)]).toMatchObject([
      200,
      {
        data: [{ b64_json: FakeStorage.fileOf(imageId(1)).toString('base64') }],
        failed: [{ index: 0, seed: 1, error: { code: 'internal_error' } }],
        usage: { output_tokens: 4096 },
      },
    ]);
  });

  it('answers the error of the first image where none is stored', async () => {
    api.generation.imageStatuses = [ImageStatus.IMAGE_STATUS_FAILED];
    api.generation.endStatus = GenerationStatus.GENERATION_STATUS_FAILED;
    const { status, body } = await post({ prompt });
    expect([status, body.error]).toMatchObject([500, { type: 'server_error', code: 'internal_error' }]);
  });

  it.each([
    ['low', 10, 'low'],
    ['medium', undefined, 'medium'],
    ['standard', undefined, 'medium'],
    ['high', 40, 'high'],
    ['hd', 40, 'high'],
  ])('makes quality %s with %s steps where the model makes 20, and says %s', async (quality, steps, said) => {
    const { body } = await post({ prompt, quality });
    expect([made()?.numInferenceSteps, body.quality]).toEqual([steps, said]);
  });

  it('says auto where the client says the steps', async () => {
    expect((await post({ prompt, num_inference_steps: 20 })).body.quality).toBe('auto');
  });

  it.each([
    [{ size: '1000x1024' }, 'size', 'must be one that the model can make: multiples of 64, of at most 2949120 pixels'],
    [{ size: '1920x1920' }, 'size', 'must be one that the model can make: multiples of 64, of at most 2949120 pixels'],
    [{ model: 'gpt-image-1' }, 'model', 'must be the name of an available model'],
    [{ model: 'gpt-image-1', quality: 'high' }, 'model', 'must be the name of an available model'],
    [{ n: 11 }, 'n', 'must be an integer from 1 to 10'],
    [{ background: 'transparent' }, 'background', 'cannot be transparent'],
    [{ style: 'vivid' }, 'style', 'is not taken here'],
  ])('refuses %j before anything is reserved', async (body, param, rest) => {
    const answer = await post({ prompt, ...body });
    expect([answer.status, answer.body.error]).toMatchObject([
      400,
      {
        type: 'invalid_parameter',
        code: 'parameter_invalid',
        param,
        message: expect.stringContaining(`${param} ${rest}`),
      },
    ]);
    expect(api.metering.asked).toMatchObject([{ images: 0 }]);
    expect(api.generation.created).toEqual([]);
  });

  it('refuses a size that only generation knows to be too much as a fault of size', async () => {
    api.generation.refusal = 'CREATE_REFUSAL_SIZE_UNSUPPORTED' as typeof api.generation.refusal;
    expect((await post({ prompt })).body.error).toMatchObject({ param: 'size', code: 'parameter_invalid' });
  });

  it('refuses what the plan does not have, and a month that is used up, as the other routes do', async () => {
    const { limits } = principal();
    const starter = api.key({
      plan: PlanName.PLAN_NAME_STARTER,
      limits: limits && { ...limits, maxImagesPerRequest: 1 },
    });
    const refused = await post({ prompt, n: 2 }, starter);
    expect([refused.status, refused.body.error]).toMatchObject([403, { code: 'plan_required', param: 'n' }]);
    api.metering.refusal = AdmissionRefusal.ADMISSION_REFUSAL_MONTH;
    const { status, headers, body } = await post({ prompt });
    expect([status, headers.get('x-should-retry'), body.error]).toMatchObject([
      429,
      'false',
      { code: 'monthly_quota_exceeded' },
    ]);
  });

  it('waits for a storage that comes back: the image is made already', async () => {
    api.storage.away = true;
    const reads = api.storage.reads;
    const answer = post({ prompt });
    await waitUntil(() => api.storage.reads > reads);
    api.storage.away = false;
    expect((await answer).status).toBe(200);
  });

  it('answers 503 where storage stays away', async () => {
    api.storage.away = true;
    const { status, headers, body } = await post({ prompt });
    expect([status, headers.get('retry-after'), body.error]).toMatchObject([503, '1', { code: 'unavailable' }]);
  });

  it('never answers a part of a file', async () => {
    api.storage.short = true;
    expect((await post({ prompt })).status).toBe(503);
  });
});

describe('POST /v1/images/generations under an idempotency key', () => {
  const send = (body: unknown) =>
    api.post(key, body, { headers: { 'idempotency-key': 'order-7' } }, '/v1/images/generations');

  it('makes one generation, meters it once and gives the same answer again', async () => {
    api.storage.hasAll = true;
    const [first, second] = [await send({ prompt }), await send({ prompt })];
    expect(second.body).toEqual(first.body);
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    expect(api.metering.asked).toMatchObject([{ images: 1 }]);
    expect(api.generation.created).toMatchObject([
      { idempotencyKey: 'order-7', idempotencyRoute: '/v1/images/generations' },
    ]);
  });

  it('is refused with another body, and says that an image is gone that was deleted meanwhile', async () => {
    await send({ prompt });
    const other = await send({ prompt, response_format: 'url' });
    expect([other.status, other.body.error]).toMatchObject([422, { code: 'idempotency_mismatch' }]);
    api.storage.hasAll = false;
    api.storage.gone.add(imageId(0));
    const { status, body } = await send({ prompt });
    expect([status, body.error]).toMatchObject([410, { code: 'image_gone' }]);
    expect(api.generation.created).toHaveLength(1);
  });
});
