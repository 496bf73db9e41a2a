import { beforeAll, describe, expect, it } from '@jest/globals';
import type OpenAI from 'openai';
import { type Account, Client, newAccount, openAiClient } from '../src/index.js';

/** Small and quick; what OpenAI does not know goes in at top level. */
const small = { prompt: 'a lake between hills', size: '256x256', num_inference_steps: 2 } as const;

let account: Account;
let openai: OpenAI;
beforeAll(async () => {
  account = await newAccount('professional');
  openai = openAiClient(account.key);
});

const fileOf = (b64: string | undefined): Buffer => Buffer.from(b64 ?? '', 'base64');
const marks = { png: '\x89PNG', jpeg: '\xff\xd8\xff', webp: 'RIFF' } as const;
const markOf = (file: Buffer, format: keyof typeof marks): string => file.toString('latin1', 0, marks[format].length);

describe('images.generate', () => {
  it('answers the image itself, and what was made', async () => {
    const before = Math.floor(Date.now() / 1000);
    const { created, data, usage, ...rest } = await openai.images.generate(small);
    expect(markOf(fileOf(data?.[0]?.b64_json), 'png')).toBe(marks.png);
    expect(created).toBeGreaterThanOrEqual(before - 1);
    expect(rest).toMatchObject({
      size: '256x256',
      background: 'opaque',
      output_format: 'png',
      system_fingerprint: expect.stringMatching(/^fp_/),
    });
    expect(usage).toEqual({
      total_tokens: 261,
      input_tokens: 5,
      output_tokens: 256,
      input_tokens_details: { text_tokens: 5, image_tokens: 0 },
    });
  });

  it('makes the model’s own default where only a prompt is given', async () => {
    const { size, quality, data } = await openai.images.generate({ prompt: 'a lake', quality: 'low' });
    expect([size, quality, data?.length]).toEqual(['1024x1024', 'low', 1]);
  });

  it('answers where several images are, which are the bytes that it answers otherwise, one seed after the other', async () => {
    const parameters = { ...small, seed: 41 };
    const { data: urls } = await openai.images.generate({ ...parameters, n: 2, response_format: 'url' });
    const files = await Promise.all((urls ?? []).map(({ url }) => Client.bytes(url ?? '')));
    expect(files).toHaveLength(2);
    const second = await openai.images.generate({ ...parameters, ...{ seed: 42 } });
    expect(fileOf(second.data?.[0]?.b64_json).equals(files[1] ?? Buffer.alloc(0))).toBe(true);
    expect(files[0]?.equals(files[1] ?? Buffer.alloc(0))).toBe(false);
  });

  it.each(['jpeg', 'webp'] as const)('makes %s as closely as asked, and the same bytes each time', async (format) => {
    const parameters = { ...small, seed: 5, output_format: format };
    const sizes: number[] = [];
    for (const output_compression of [10, 100]) {
      const [one, again] = await Promise.all([
        openai.images.generate({ ...parameters, output_compression }),
        openai.images.generate({ ...parameters, output_compression }),
      ]);
      const file = fileOf(one.data?.[0]?.b64_json);
      expect([markOf(file, format), one.output_format]).toEqual([marks[format], format]);
      expect(fileOf(again.data?.[0]?.b64_json).equals(file)).toBe(true);
      sizes.push(file.length);
    }
    expect(sizes[0]).toBeLessThan(sizes[1] ?? 0);
  });

  it('takes any size that the model’s latents allow', async () => {
    expect((await openai.images.generate({ ...small, size: '384x128' })).size).toBe('384x128');
  });
});

describe('images.generate with stream', () => {
  it('brings previews and then the image, which is that of a call without', async () => {
    // Long enough for a worker to hear that somebody wants to see previews.
    const parameters = { ...small, size: '1024x1024', num_inference_steps: 60, seed: 9 } as const;
    const stream = await openai.images.generate({ ...parameters, stream: true, partial_images: 2 });
    const events: OpenAI.ImageGenStreamEvent[] = [];
    for await (const event of stream) events.push(event);
    const last = events.at(-1);
    expect(last).toMatchObject({
      type: 'image_generation.completed',
      size: '1024x1024',
      output_format: 'png',
      usage: { output_tokens: 4096 },
    });
    const partial = events.slice(0, -1);
    expect(partial.length).toBeGreaterThan(0);
    expect(partial.length).toBeLessThanOrEqual(2);
    for (const [index, event] of partial.entries()) {
      expect(event).toMatchObject({ type: 'image_generation.partial_image', partial_image_index: index });
      expect(markOf(fileOf(event.b64_json), 'jpeg')).toBe(marks.jpeg);
    }
    const { data } = await openai.images.generate(parameters);
    expect(fileOf(last?.b64_json).equals(fileOf(data?.[0]?.b64_json))).toBe(true);
  });

  it('brings the image alone where no previews are asked for', async () => {
    const types: string[] = [];
    for await (const { type } of await openai.images.generate({ ...small, stream: true })) types.push(type);
    expect(types).toEqual(['image_generation.completed']);
  });
});

describe('models', () => {
  it('lists the embedded one as the default, with what can be asked of it', async () => {
    const { data } = await openai.models.list();
    expect(data[0]).toMatchObject({
      id: 'embedded',
      object: 'model',
      created: expect.any(Number),
      owned_by: 'operator',
      status: 'ready',
      default: true,
      sizes: { multiple_of: 128, max_pixels: 4_194_304 },
      defaults: { num_inference_steps: 20, guidance_scale: 7.5, size: '1024x1024' },
      features: expect.arrayContaining(['text-to-image']),
      licence: 'Apache-2.0',
    });
  });

  it('shows one, which makes what it says', async () => {
    const model = await openai.models.retrieve('embedded');
    const image = await openai.images.generate({ ...small, model: model.id });
    expect(image).toMatchObject({ system_fingerprint: Reflect.get(model, 'system_fingerprint') });
  });
});
