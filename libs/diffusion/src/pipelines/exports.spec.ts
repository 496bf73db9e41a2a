import { cp, rm, truncate } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type FamilyCase, familyCases, familyFolder, requestOf } from '../../test/families.js';
import { editJson, largestDifference, TINY_STABLE_DIFFUSION, unpackBytes } from '../../test/fixtures.js';
import { testRuntime } from '../../test/test-runtime.js';
import { readModelFolder } from '../model/read-model-folder.js';
import type { ImageRequest } from './image-request.js';
import { loadPipeline } from './load-pipeline.js';

jest.setTimeout(120_000);

const request: ImageRequest = { prompt: 'the sea', width: 16, height: 16, seed: 3, steps: 2 };
const HALF = 'tiny-stable-diffusion-half';

const load = async (folder: string) => loadPipeline(await readModelFolder(folder), testRuntime());

const imageOf = async (folder: string, asked: ImageRequest = request) => {
  const pipeline = await load(folder);
  const run = await pipeline.begin(asked);
  while (run.stepsDone < run.steps) await pipeline.step([run]);
  const { pixels } = await run.decode();
  await pipeline.release();
  return Buffer.from(pixels);
};

describe('exports as they are in the wild', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await familyFolder('tiny-stable-diffusion-2');
  });
  afterEach(() => rm(dirname(folder), { recursive: true }));

  it.each([0, 1])(
    'half precision with its weights in a file beside gives the picture of full precision, case %i',
    async (index) => {
      const recorded = (await familyCases(HALF))[index] as FamilyCase;
      const half = await familyFolder(HALF, recorded.scheduler);
      const pixels = await imageOf(half, requestOf(recorded));
      const expected = unpackBytes(recorded.pixels);
      const distance =
        pixels.reduce((sum, value, at) => sum + Math.abs(value - (expected[at] ?? 0)), 0) / pixels.length;
      expect(pixels.length).toBe(expected.length);
      expect(distance).toBeLessThan(3);
      expect(largestDifference(pixels, expected)).toBeGreaterThan(0);
      await rm(dirname(half), { recursive: true });
    },
  );

  it.each([
    'StableDiffusionPipeline',
    'OnnxStableDiffusionPipeline',
    'ORTStableDiffusionPipeline',
    'StableDiffusionImg2ImgPipeline',
  ])('names its class %s and gives the same bytes', async (className) => {
    const before = await imageOf(folder);
    await editJson(folder, 'model_index.json', (json) => ({ ...json, _class_name: className }));
    expect((await imageOf(folder)).equals(before)).toBe(true);
  });

  it('leaves out a scaling factor, which is then that of its family', async () => {
    const before = await imageOf(folder);
    await editJson(folder, 'vae_decoder/config.json', ({ scaling_factor: _, ...config }) => config);
    expect((await imageOf(folder)).equals(before)).toBe(true);
  });

  it.each([['tiny-stable-diffusion-3'], ['tiny-flux-dev']])(
    'of %s leaves out scaling and shift, which are then those of its family',
    async (name) => {
      const other = await familyFolder(name);
      const before = await imageOf(other);
      await editJson(other, 'vae_decoder/config.json', ({ scaling_factor: _, shift_factor: __, ...config }) => config);
      expect((await imageOf(other)).equals(before)).toBe(true);
      await rm(dirname(other), { recursive: true });
    },
  );

  it('has one graph by another name, or several of which the manifest names one', async () => {
    const before = await imageOf(folder);
    const unet = join(folder, 'unet');
    await cp(join(unet, 'model.onnx'), join(unet, 'model_quantized.onnx'));
    await rm(join(unet, 'model.onnx'));
    expect((await imageOf(folder)).equals(before)).toBe(true);
    await cp(join(unet, 'model_quantized.onnx'), join(unet, 'model_fp16.onnx'));
    await expect(load(folder)).rejects.toThrow(
      /unet\/model\.onnx is missing in .*: name one of model_fp16\.onnx, model_quantized\.onnx by its variant/,
    );
  });
});

describe('a damaged export', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await familyFolder(HALF);
  });
  afterEach(() => rm(dirname(folder), { recursive: true }));

  it.each<[string, string, RegExp, () => Promise<unknown>]>([
    [
      'whose external weights are missing',
      'file_missing',
      /unet\/model_fp16\.onnx in .* needs .*model_fp16\.onnx_data.*: fetch/,
      () => rm(join(folder, 'unet/model_fp16.onnx_data')),
    ],
    [
      'whose external weights are cut short',
      'file_invalid',
      /unet\/model_fp16\.onnx in .* is damaged/,
      () => truncate(join(folder, 'unet/model_fp16.onnx_data'), 100),
    ],
    [
      'whose graph is cut short',
      'file_invalid',
      /unet\/model_fp16\.onnx in .* is damaged/,
      () => truncate(join(folder, 'unet/model_fp16.onnx'), 5000),
    ],
    [
      'without the variant that its manifest names',
      'file_missing',
      /unet\/model_int8\.onnx is missing in .*: name one of model\.onnx, model_fp16\.onnx by its variant/,
      () => editJson(folder, 'imageai.json', (json) => ({ ...json, variants: { unet: 'int8' } })),
    ],
    [
      'of another class than its model_index.json says',
      'file_missing',
      /tokenizer_2\/tokenizer_config\.json is missing/,
      () => editJson(folder, 'model_index.json', (json) => ({ ...json, _class_name: 'StableDiffusionXLPipeline' })),
    ],
    [
      'of a class that nobody knows',
      'unsupported_pipeline',
      /model_index\.json in .* names the pipeline AudioLDMPipeline, which is not supported/,
      () => editJson(folder, 'model_index.json', (json) => ({ ...json, _class_name: 'AudioLDMPipeline' })),
    ],
  ])('%s is refused in one sentence that names the file', async (_, code, message, damage) => {
    await damage();
    await expect(load(folder)).rejects.toMatchObject({ name: 'ModelError', code });
    await expect(load(folder)).rejects.toThrow(message);
  });

  it('is refused when it is a refiner, which has no picture of its own', async () => {
    const xl = await familyFolder('tiny-sdxl');
    await editJson(xl, 'model_index.json', (json) => ({ ...json, requires_aesthetics_score: true }));
    await expect(load(xl)).rejects.toMatchObject({ code: 'unsupported_pipeline' });
    await expect(load(xl)).rejects.toThrow(/model_index\.json in .* is that of a refiner.*: use the base model/);
    await rm(dirname(xl), { recursive: true });
  });

  it('whose text encoder gives no hidden states is refused where a pipeline reads them', async () => {
    const xl = await familyFolder('tiny-sdxl');
    await cp(join(TINY_STABLE_DIFFUSION, 'text_encoder'), join(xl, 'text_encoder'), {
      recursive: true,
    });
    await expect(load(xl)).rejects.toThrow(/text_encoder\/model\.onnx gives no hidden states.*output_hidden_states/);
    await rm(dirname(xl), { recursive: true });
  });
});
