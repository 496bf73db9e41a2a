import { openAiModel, openAiModelList } from '@imageai/api';
import type { Model } from '@imageai/contracts/generation';
import { waitUntil } from '@imageai/testing';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { type Fixture, startFixture } from './gateway-fixture.js';

const embedded: Model = {
  name: 'embedded',
  digest: 'sha256-of-the-weights',
  defaultSteps: 20,
  defaultGuidanceScale: 7.5,
  sizeMultiple: 128,
  maxPixels: 4_194_304n,
  unusableReason: '',
  runtime: 'onnxruntime-1.30.0-cpu',
  licence: 'Apache-2.0',
  source: 'models/README.md',
  pipeline: 'StyledLatentFlowPipeline',
  features: ['text-to-image', 'negative-prompt', 'styles'],
  registeredAt: new Date('2026-01-15T12:00:00.900Z'),
  systemFingerprint: 'fp_1',
};
const broken: Model = {
  name: 'runwayml/broken',
  digest: '',
  defaultSteps: 0,
  defaultGuidanceScale: 0,
  sizeMultiple: 0,
  maxPixels: 0n,
  unusableReason: 'Its text encoder is missing.',
  runtime: '',
  licence: '',
  source: '',
  pipeline: '',
  features: [],
  registeredAt: new Date('2026-01-15T12:00:01Z'),
  systemFingerprint: '',
};

let api: Fixture;
let key: string;
beforeAll(async () => {
  api = await startFixture();
});
afterAll(async () => api.stop());
beforeEach(() => {
  key = api.key();
  api.generation.away = false;
  api.generation.models = [embedded, broken];
});

const ready = {
  id: 'embedded',
  object: 'model',
  created: Date.parse('2026-01-15T12:00:00Z') / 1000,
  owned_by: 'operator',
  status: 'ready',
  unusable_reason: null,
  default: true,
  pipeline: 'StyledLatentFlowPipeline',
  features: ['text-to-image', 'negative-prompt', 'styles'],
  defaults: { num_inference_steps: 20, guidance_scale: 7.5, size: '1024x1024' },
  sizes: { multiple_of: 128, max_pixels: 4_194_304 },
  digest: 'sha256-of-the-weights',
  system_fingerprint: 'fp_1',
  licence: 'Apache-2.0',
  source: 'models/README.md',
};

it('is unavailable until the catalogue could be asked, and then says what was known last', async () => {
  api.generation.away = true;
  expect((await api.get(key, '/v1/models')).status).toBe(503);
  api.generation.away = false;
  const listed = async () => (await api.get(key, '/v1/models')).status === 200;
  await waitUntil(listed, { intervalMs: 100 });
  api.generation.away = true;
  expect(await listed()).toBe(true);
});

it('lists every model in OpenAI’s shape, the default first, and of those that cannot be used why', async () => {
  const { status, body } = await api.get(key, '/v1/models');
  expect(status).toBe(200);
  expect(openAiModelList.parse(body)).toMatchObject({
    object: 'list',
    data: [
      ready,
      {
        id: 'runwayml/broken',
        status: 'unusable',
        unusable_reason: 'Its text encoder is missing.',
        default: false,
        defaults: null,
        sizes: null,
        digest: null,
      },
    ],
  });
});

it('shows one by its name, whatever characters that has', async () => {
  expect(openAiModel.parse((await api.get(key, '/v1/models/embedded')).body)).toEqual(ready);
  const { body } = await api.get(key, '/v1/models/runwayml%2Fbroken');
  expect(openAiModel.parse(body)).toMatchObject({ id: 'runwayml/broken', status: 'unusable' });
});

it('knows no other, takes nothing of the minute, and needs a key', async () => {
  const { status, body } = await api.get(key, '/v1/models/gpt-image-1');
  expect([status, body.error]).toMatchObject([404, { code: 'not_found', message: 'There is no such model.' }]);
  expect(api.metering.asked).toEqual([]);
  expect((await api.request('/v1/models')).status).toBe(401);
});
