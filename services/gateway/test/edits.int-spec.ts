import { createHash } from 'node:crypto';
import { newId, openAiImagesResponse } from '@imageai/api';
import { CreateRefusal } from '@imageai/contracts/generation';
import { AdmissionRefusal } from '@imageai/contracts/metering';
import { InputKind, InputRefusal } from '@imageai/contracts/storage';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeStorage } from './fake-storage.js';
import { type Fixture, startFixture } from './gateway-fixture.js';

const { INPUT_KIND_IMAGE, INPUT_KIND_MASK } = InputKind;

let api: Fixture;
let key: string;
beforeAll(async () => {
  api = await startFixture();
  api.generation.models = [
    { name: 'test', features: ['text-to-image', 'image-to-image', 'inpainting'], sizeMultiple: 8 },
    { name: 'prompts', features: ['text-to-image'] },
    { name: 'paints', features: ['inpainting'], sizeMultiple: 8 },
    { name: 'silent', features: [] },
  ];
});
afterAll(async () => api.stop());
beforeEach(async () => {
  key = api.key();
  api.metering.asked.length = 0;
  api.metering.refusal = undefined;
  api.generation.created.length = 0;
  api.generation.keys.clear();
  api.generation.refusal = undefined;
  api.generation.away = false;
  api.storage.inputs.reset();
  api.storage.hasAll = true;
});

const prompt = 'a lake';
const pngHead = '\x89PNG\r\n\x1a\n';
const png = new Blob([Buffer.from(`${pngHead} a picture`, 'latin1')]);
const mask = new Blob([Buffer.from(`${pngHead} a mask`, 'latin1')]);
const form = (fields: Record<string, string | Blob>): FormData => {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  return data;
};
const edit = (body: RequestInit['body'], headers: Record<string, string> = {}) =>
  api.request('/v1/images/edits', { method: 'POST', body, headers: { authorization: `Bearer ${key}`, ...headers } });
const made = () => api.generation.created[0]?.parameters;
const sent = () => api.storage.inputs.sent;
const keptIds = () => [...api.storage.inputs.kept];
const invalid = (param: string, rest: string) => ({
  code: 'parameter_invalid',
  param,
  message: `Invalid parameter: ${param} ${rest}`,
});

describe('POST /v1/images/edits', () => {
  it('keeps the picture in storage, fitted to its own size, and makes images that begin with it', async () => {
    const { status, body } = await edit(form({ image: png, prompt, n: '2' }));
    expect(status).toBe(200);
    const [input] = sent();
    expect(input?.file).toEqual(Buffer.from(await png.arrayBuffer()));
    expect(input?.header).toMatchObject({
      accountId: 'acct_1',
      kind: INPUT_KIND_IMAGE,
      fit: { $case: 'limits', value: { sizeMultiple: 8, maxPixels: 1_048_576n } },
      imageId: '',
    });
    const [job] = api.generation.created;
    const id = input?.header.inputId ?? '';
    expect(job).toMatchObject({ images: 2, parameters: { prompt, style: '', width: 640, height: 480 } });
    expect(made()?.source).toEqual({
      imageInputId: id,
      imageSha256: `of ${id}`,
      maskInputId: '',
      maskSha256: '',
      strength: 0.8,
    });
    // Longer than the job can last, and not for ever.
    const beyond = (input?.header.expiresAt?.getTime() ?? 0) - (job?.expiresAt?.getTime() ?? 0);
    expect(beyond).toBeGreaterThan(0);
    expect(beyond).toBeLessThanOrEqual(10 * 60_000);
    const file = FakeStorage.fileOf(`img_${job?.generationId.slice(4)}0`);
    expect(openAiImagesResponse.parse(body)).toMatchObject({
      data: [{ b64_json: file.toString('base64') }, { b64_json: expect.any(String) }],
      size: '640x480',
      usage: {
        output_tokens: 2_400,
        input_tokens: 1_202,
        input_tokens_details: { text_tokens: 2, image_tokens: 1_200 },
      },
    });
    expect(api.metering.asked).toMatchObject([{ images: 2 }]);
    // They are storage's to remove when the generation has ended.
    expect(keptIds()).toEqual([id]);
  });

  it('fits image and mask to the size that is asked for, and makes anew what the mask shows', async () => {
    await edit(form({ image: png, mask, prompt, size: '512x768' }));
    const fit = { $case: 'size', value: { width: 512, height: 768 } };
    expect(sent().map(({ header }) => header)).toMatchObject([
      { kind: INPUT_KIND_IMAGE, fit },
      { kind: INPUT_KIND_MASK, fit },
    ]);
    const [imageInputId, maskInputId] = sent().map(({ header }) => header.inputId);
    expect(made()).toMatchObject({ width: 512, height: 768, source: { imageInputId, maskInputId, strength: 1 } });
  });

  it('hands on how much is to be made anew, and all else that generations take', async () => {
    await edit(form({ image: png, prompt, strength: '0.35', seed: '7', num_inference_steps: '4', quality: 'auto' }));
    expect(made()).toMatchObject({ seed: 7, numInferenceSteps: 4, source: { strength: 0.35 } });
  });

  it('streams, in the names that edits have', async () => {
    const response = await fetch(`${api.url}/v1/images/edits`, {
      method: 'POST',
      body: form({ image: png, prompt, stream: 'true' }),
      headers: { authorization: `Bearer ${key}` },
    });
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    const text = await response.text();
    expect(text).toContain('event: image_edit.completed\n');
    expect(text).not.toContain('image_generation');
  });

  it.each<[Record<string, string | Blob>, string, string]>([
    [{}, 'image', 'parameter_missing'],
    [{ image: png }, 'prompt', 'parameter_missing'],
    [{ image: 'a text', prompt }, 'image', 'parameter_invalid'],
    [{ image: new Blob(['GIF89a']), prompt }, 'image', 'parameter_invalid'],
    [{ image: png, prompt, mask: new Blob(['no PNG']) }, 'mask', 'parameter_invalid'],
    [{ image: png, prompt, n: 'two' }, 'n', 'parameter_invalid'],
    [{ image: png, prompt, stream: 'yes' }, 'stream', 'parameter_invalid'],
    [{ image: png, prompt, model: 'other' }, 'model', 'parameter_invalid'],
    [{ image: png, prompt, size: '1000x1001' }, 'size', 'parameter_invalid'],
    [{ image: png, prompt, strength: '0' }, 'strength', 'parameter_invalid'],
    [{ image: png, prompt, strength: 'half' }, 'strength', 'parameter_invalid'],
    [{ image: png, prompt, input_fidelity: 'high' }, 'input_fidelity', 'parameter_invalid'],
    [{ image: png, prompt, ['__proto__']: '1' }, '__proto__', 'parameter_unknown'],
  ])('refuses the form %j, before anything is kept or reserved', async (fields, param, code) => {
    const { status, body } = await edit(form(fields));
    expect([status, body.error]).toMatchObject([400, { param, code }]);
    expect([sent(), api.generation.created]).toEqual([[], []]);
    expect(api.metering.asked).toMatchObject([{ images: 0 }]);
  });

  it('refuses several images, by either way of naming them', async () => {
    const several = form({ prompt });
    for (const name of ['image[]', 'image']) several.append(name, png);
    const { status, body } = await edit(several);
    expect([status, body.error]).toMatchObject([
      400,
      invalid('image', 'must be one file: no model here begins with several'),
    ]);
  });

  it('refuses what is no form, and a form that is broken or too large', async () => {
    const json = await edit('{}', { 'content-type': 'application/json' });
    expect([json.status, json.body.error]).toMatchObject([415, { code: 'unsupported_media_type' }]);
    const broken = await edit('--x\r\nno form', { 'content-type': 'multipart/form-data; boundary=x' });
    expect([broken.status, broken.body.error]).toMatchObject([400, { code: 'invalid_json' }]);
    const large = await edit(form({ image: new Blob([Buffer.alloc(32 * 2 ** 20)]), prompt }));
    expect([large.status, large.body.error]).toMatchObject([
      413,
      { message: 'The request body is too large: at most 32 MiB is accepted.' },
    ]);
  });

  it('is the only route that takes a form', async () => {
    const { status } = await api.request('/v1/images/generations', {
      method: 'POST',
      body: form({ prompt }),
      headers: { authorization: `Bearer ${key}` },
    });
    expect(status).toBe(415);
  });
});

describe('a picture that cannot be taken is one clear sentence, and nothing is reserved for it:', () => {
  it.each<[InputRefusal, InputKind, 'image' | 'mask', string]>([
    [
      InputRefusal.INPUT_REFUSAL_NOT_AN_IMAGE,
      INPUT_KIND_IMAGE,
      'image',
      'cannot be read: its file is damaged, or no PNG, WebP or JPEG',
    ],
    [InputRefusal.INPUT_REFUSAL_TOO_MANY_PIXELS, INPUT_KIND_IMAGE, 'image', 'must have at most 25 megapixels'],
    [
      InputRefusal.INPUT_REFUSAL_ANIMATED,
      INPUT_KIND_IMAGE,
      'image',
      'must be a still picture: it has more than one frame',
    ],
    [
      InputRefusal.INPUT_REFUSAL_NOT_AN_IMAGE,
      INPUT_KIND_MASK,
      'mask',
      'cannot be read: its file is damaged, or no PNG, WebP or JPEG',
    ],
    [
      InputRefusal.INPUT_REFUSAL_NO_ALPHA,
      INPUT_KIND_MASK,
      'mask',
      'must have an alpha channel: transparent where the image is to be edited',
    ],
  ])('%s of %s', async (refusal, kind, param, rest) => {
    api.storage.inputs.refusals.set(kind, refusal);
    const { status, body } = await edit(form({ image: png, mask, prompt }));
    expect([status, body.error]).toMatchObject([400, invalid(param, rest)]);
    expect(api.metering.asked).toMatchObject([{ images: 0 }]);
    expect(keptIds()).toEqual([]);
  });

  it('a mask of another size', async () => {
    api.storage.inputs.sizes.set(INPUT_KIND_MASK, { width: 640, height: 481 });
    const { status, body } = await edit(form({ image: png, mask, prompt }));
    const error = invalid('mask', 'must have the size of image: 640x480, not 640x481');
    expect([status, body.error]).toMatchObject([400, error]);
    expect(keptIds()).toEqual([]);
  });
});

describe('a model', () => {
  const refused = (model: string, rest: string) => ({
    code: 'parameter_invalid',
    param: 'model',
    message: `Invalid parameter: model ${model} cannot ${rest}`,
  });

  it.each([
    ['that is given prompts alone', 'prompts'],
    ['that paints where a mask says so alone', 'paints'],
    ['that never said what it can do', 'silent'],
  ])('%s is refused an image without a mask, and those that can are named', async (_what, model) => {
    const { status, body } = await edit(form({ image: png, prompt, model }));
    expect([status, body.error]).toMatchObject([400, refused(model, 'begin with an image; these can: test')]);
    expect(sent()).toEqual([]);
  });

  it('that paints where a mask says so is given image and mask, and nothing else', async () => {
    expect((await edit(form({ image: png, mask, prompt, model: 'paints' }))).status).toBe(200);
    const { status, body } = await api.post(key, { prompt, model: 'paints' });
    const can = 'begin without an image and a mask; these can: test, prompts, silent';
    expect([status, body.error]).toMatchObject([400, refused('paints', can)]);
  });

  it('that is given prompts alone is refused a mask', async () => {
    const { status, body } = await edit(form({ image: png, mask, prompt, model: 'prompts' }));
    const can = 'edit images where a mask says so; these can: test, paints';
    expect([status, body.error]).toMatchObject([400, refused('prompts', can)]);
  });
});

describe('the steps that a strength leaves', () => {
  it('must be one at least', async () => {
    const { status, body } = await edit(form({ image: png, prompt, strength: '0.2', num_inference_steps: '4' }));
    const error = invalid('strength', 'must leave at least one step, and 0.2 of 4 leaves none');
    expect([status, body.error]).toMatchObject([400, error]);
    expect(sent()).toEqual([]);
  });
});

describe('what is kept is given up again where no job begins with it:', () => {
  it('the month is used up', async () => {
    api.metering.refusal = AdmissionRefusal.ADMISSION_REFUSAL_MONTH;
    expect((await edit(form({ image: png, mask, prompt }))).status).toBe(429);
    expect([sent().length, keptIds()]).toEqual([2, []]);
  });

  it('the plan does not include several images', async () => {
    key = api.key({
      limits: { requestsPerMinute: 10, imagesPerMonth: 500, concurrency: 2, maxImagesPerRequest: 1, retentionDays: 30 },
    });
    expect((await edit(form({ image: png, prompt, n: '2' }))).body.error).toMatchObject({ code: 'plan_required' });
    expect(keptIds()).toEqual([]);
  });

  it('generation knows that the model cannot', async () => {
    api.generation.refusal = CreateRefusal.CREATE_REFUSAL_SOURCE_UNSUPPORTED;
    const { status, body } = await edit(form({ image: png, prompt }));
    expect([status, body.error]).toMatchObject([400, { param: 'model' }]);
    expect(keptIds()).toEqual([]);
  });

  it('but stays where it is not known whether a job was made', async () => {
    api.generation.refusal = CreateRefusal.CREATE_REFUSAL_RESERVATION_STALE;
    expect((await edit(form({ image: png, prompt }))).status).toBe(503);
    expect(keptIds()).toHaveLength(1);
  });

  it('storage is away: 503, and nothing is reserved', async () => {
    api.storage.inputs.away = true;
    const { status, body } = await edit(form({ image: png, prompt }));
    expect([status, body.error]).toMatchObject([503, { code: 'unavailable' }]);
    expect(api.metering.asked).toEqual([]);
  });
});

describe('an Idempotency-Key', () => {
  const again = (fields: Record<string, string | Blob>) => edit(form(fields), { 'idempotency-key': 'once' });

  it('makes one generation of the same form, and keeps one picture', async () => {
    const first = await again({ image: png, mask, prompt });
    const kept = keptIds();
    const second = await again({ prompt, image: new File([png], 'another-name.png'), mask });
    expect(api.generation.created).toHaveLength(1);
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    expect(second.body.data).toEqual(first.body.data);
    expect(keptIds()).toEqual(kept);
  });

  it.each<[string, Record<string, string | Blob>]>([
    ['picture', { image: mask, mask, prompt }],
    ['mask', { image: png, mask: png, prompt }],
    ['strength', { image: png, mask, prompt, strength: '0.5' }],
  ])('is 422 with another %s', async (_what, fields) => {
    await again({ image: png, mask, prompt });
    const kept = keptIds();
    expect((await again(fields)).status).toBe(422);
    expect(keptIds()).toEqual(kept);
  });

  it('is bound to the bytes of the files', async () => {
    await again({ image: png, prompt });
    const [claim] = api.generation.keys.values();
    const sha256 = createHash('sha256')
      .update(Buffer.from(await png.arrayBuffer()))
      .digest('hex');
    const canonical = {
      members: [
        ['image', [{ members: [['sha256', sha256]] }]],
        ['prompt', prompt],
      ],
    };
    expect(claim?.fingerprint).toBe(createHash('sha256').update(JSON.stringify(canonical)).digest('hex'));
  });
});

describe('an image of the account, on our own routes,', () => {
  const image = newId('img');
  beforeEach(() => {
    api.storage.inputs.images.add(`acct_1 ${image}`);
  });

  it.each([
    ['/api/generate-image', 200],
    ['/api/generations', 202],
  ])('is what the next begins with (%s), cut to the size that is made', async (path, status) => {
    const answer = await api.post(key, { prompt, image, strength: 0.6, width: 512, height: 768, n: 2 }, {}, path);
    expect(answer.status).toBe(status);
    expect(sent()).toMatchObject([
      { header: { imageId: image, fit: { $case: 'size', value: { width: 512, height: 768 } } }, file: Buffer.alloc(0) },
    ]);
    expect(made()).toMatchObject({ style: 'photorealistic', width: 512, height: 768, source: { strength: 0.6 } });
  });

  it("is 404 where it is another account's or nobody's, and nothing is reserved", async () => {
    api.storage.inputs.images.clear();
    api.storage.inputs.images.add(`acct_2 ${image}`);
    for (const foreign of [image, newId('img')]) {
      const { status, body } = await api.post(key, { prompt, image: foreign });
      expect([status, body.error]).toMatchObject([404, { code: 'not_found', param: 'image' }]);
    }
    expect(api.metering.asked.every(({ images }) => images === 0)).toBe(true);
  });

  it.each([
    [{ image: 'https://example.com/lake.png' }, 'image', 'must be the id of an image of yours, such as img_01…'],
    [{ strength: 0.5 }, 'strength', 'needs image: it says how much of it is made anew'],
    [{ image, strength: 0 }, 'strength', 'must be a number above 0, up to 1'],
  ])('is refused as %j', async (fields, param, rest) => {
    for (const path of ['/api/generate-image', '/api/generations']) {
      const { status, body } = await api.post(key, { prompt, ...fields }, {}, path);
      expect([status, body.error]).toMatchObject([400, invalid(param, rest)]);
    }
  });

  it('is told of in the resource by how much of it was made anew', async () => {
    await api.post(key, { prompt, image });
    const { body } = await api.get(key, `/api/generations/${api.generation.created[0]?.generationId}`);
    expect(body.parameters).toMatchObject({ strength: 0.8 });
  });
});
