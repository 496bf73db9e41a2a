import { rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { type FamilyCase, familyCases, familyFolder, requestOf } from '../../test/families.js';
import { largestDifference, unpackBytes, unpackFloats } from '../../test/fixtures.js';
import { testRuntime } from '../../test/test-runtime.js';
import { readModelFolder } from '../model/read-model-folder.js';
import type { DenoiserRow } from './denoiser.js';
import type { ImageRequest } from './image-request.js';
import { LatentRun } from './latent-run.js';
import { loadPipeline } from './load-pipeline.js';
import type { Pipeline, Run } from './pipeline.js';

jest.setTimeout(120_000);

/** Every family, and how many images diffusers recorded of it. */
const families = [
  ['Stable Diffusion 2 (v-prediction) and SD-Turbo', 'tiny-stable-diffusion-2', 7],
  ['Stable Diffusion XL, its Lightning and Turbo forms', 'tiny-sdxl', 7],
  ['a latent consistency model', 'tiny-latent-consistency', 3],
  ['a latent consistency model of Stable Diffusion XL', 'tiny-sdxl-lcm', 2],
  ['Stable Diffusion 3', 'tiny-stable-diffusion-3', 4],
  ['Stable Diffusion 3 without T5', 'tiny-stable-diffusion-3-without-t5', 1],
  ['FLUX.1 dev', 'tiny-flux-dev', 2],
  ['FLUX.1 schnell', 'tiny-flux-schnell', 2],
] as const;

/** Texts longer than CLIP reads, and how far T5 was to read. */
const longPrompts = [
  ['Stable Diffusion 3 and a long prompt', 'tiny-stable-diffusion-3-long', 2],
  ['Stable Diffusion 3 without T5 and a long prompt', 'tiny-stable-diffusion-3-without-t5-long', 1],
  ['FLUX.1 and a long prompt', 'tiny-flux-schnell-long', 2],
] as const;

/** Models that need an image and a mask. */
const painters = [['Stable Diffusion 2 for inpainting', 'tiny-stable-diffusion-inpainting', 2]] as const;

const folders: string[] = [];

const load = async (name: string, { scheduler, maxSequenceLength }: Partial<FamilyCase> = {}): Promise<Pipeline> => {
  const folder = await familyFolder(name, scheduler);
  folders.push(dirname(folder));
  if (maxSequenceLength) {
    await writeFile(join(folder, 'imageai.json'), JSON.stringify({ name, max_sequence_length: maxSequenceLength }));
  }
  return loadPipeline(await readModelFolder(folder), testRuntime());
};

const begin = async (pipeline: Pipeline, request: ImageRequest): Promise<LatentRun> => {
  const run = await pipeline.begin(request);
  if (!(run instanceof LatentRun)) throw new Error('the run shows no latents');
  return run;
};

const pixelsOf = async (run: Run) => Buffer.from((await run.decode()).pixels);

const finish = async (pipeline: Pipeline, request: ImageRequest) => {
  const run = await pipeline.begin(request);
  while (run.stepsDone < run.steps) await pipeline.step([run]);
  return pixelsOf(run);
};

/** An input as the denoiser gets it: all rows' values, or the first row's where the rows share them. */
const given = (rows: readonly DenoiserRow[], input: string, length: number): Float32Array => {
  const values = rows.map(({ inputs }) => inputs[input]?.data ?? new Float32Array());
  const all = Float32Array.from(values.flatMap((row) => [...row]));
  return all.length === length ? all : (values[0] ?? all);
};

const relative = (actual: Float32Array, expected: Float32Array) => {
  const size = expected.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
  return largestDifference(actual, expected) / size;
};

const followsDiffusers = async (pipeline: Pipeline, recorded: FamilyCase) => {
  const run = await begin(pipeline, requestOf(recorded));
  // Noise as it is drawn, to the bit; a scheduler that begins at another deviation than 1 may round that otherwise, and
  // an encoder computes.
  const scaled = /^Euler/.test(String(recorded.scheduler._class_name)) ? 1e-6 : 0;
  expect(relative(run.latents, unpackFloats(recorded.initial))).toBeLessThanOrEqual(recorded.image ? 1e-4 : scaled);
  expect(run.steps).toBe(recorded.timesteps.length);
  for (const [index, expected] of recorded.latents.entries()) {
    const rows = run.rows();
    expect(rows.map(({ timestep }) => timestep)).toEqual(
      rows.map(() => expect.closeTo(recorded.timesteps[index] ?? 0, 3)),
    );
    if (index === 0) {
      expect(Object.keys(rows[0]?.inputs ?? {}).sort()).toEqual(Object.keys(recorded.conditioning).sort());
      for (const [input, tensor] of Object.entries(recorded.conditioning)) {
        const values = unpackFloats(tensor);
        expect([input, relative(given(rows, input, values.length), values)]).toEqual([input, expect.closeTo(0, 4)]);
      }
    }
    await pipeline.step([run]);
    expect(relative(run.latents, unpackFloats(expected))).toBeLessThan(1e-4);
  }
  expect(run.stepsDone).toBe(run.steps);
  const { pixels, width, height } = await run.decode();
  expect([width, height]).toEqual([recorded.width, recorded.height]);
  expect(largestDifference(pixels, unpackBytes(recorded.pixels))).toBeLessThanOrEqual(1);
};

const numbersOfDiffusers = (name: string, count: number) => {
  it.each(Array.from({ length: count }, (_, index) => index))(
    'gives what diffusers gives: noise to the bit, conditioning, the latents of every step and the pixels, case %i',
    async (index) => {
      const recorded = (await familyCases(name))[index] as FamilyCase;
      const pipeline = await load(name, recorded);
      await followsDiffusers(pipeline, recorded);
      await pipeline.release();
    },
  );
};

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

describe.each(families)('%s', (_, name, count) => {
  numbersOfDiffusers(name, count);

  it('gives the same bytes alone, in a batch that others join and leave, and after a restart', async () => {
    const size = { width: 16, height: 16 };
    const requests: ImageRequest[] = [
      { ...size, prompt: 'the boat', seed: 1, steps: 4, guidanceScale: 3 },
      { ...size, prompt: 'blue', seed: 2, steps: 2, guidanceScale: 1 },
      { ...size, prompt: 'the sea', seed: 3, steps: 3, guidanceScale: 7.5, negativePrompt: 'boat' },
    ];
    const pipeline = await load(name);
    const alone: Buffer[] = [];
    for (const request of requests) alone.push(await finish(pipeline, request));
    expect(new Set(alone.map((pixels) => pixels.toString('base64'))).size).toBe(requests.length);

    const runs = await Promise.all(requests.map((request) => pipeline.begin(request)));
    expect(new Set(runs.map(({ batchKey }) => batchKey)).size).toBe(1);
    for (let turn = 0; runs.some((run) => run.stepsDone < run.steps); turn += 1) {
      await pipeline.step(runs.slice(0, turn + 1).filter((run) => run.stepsDone < run.steps));
    }
    for (const [index, run] of runs.entries()) {
      expect((await pixelsOf(run)).equals(alone[index] as Buffer)).toBe(true);
    }
    await pipeline.release();

    const again = await load(name);
    expect((await finish(again, requests[0] as ImageRequest)).equals(alone[0] as Buffer)).toBe(true);
    await again.release();
  });
});

describe.each(longPrompts)('%s', (_, name, count) => numbersOfDiffusers(name, count));

describe.each(painters)('%s', (_, name, count) => {
  numbersOfDiffusers(name, count);

  it('refuses a request without an image, and one without a mask', async () => {
    const pipeline = await load(name);
    const request = { prompt: 'sea', width: 16, height: 16, seed: 1 };
    const image = { pixels: new Uint8Array(16 * 16 * 3), width: 16, height: 16 };
    expect(pipeline.features).toEqual(['negative-prompt', 'inpainting']);
    await expect(pipeline.begin(request)).rejects.toMatchObject({ name: 'ImageRequestError', param: 'image' });
    await expect(pipeline.begin({ ...request, image })).rejects.toMatchObject({ param: 'mask' });
    await pipeline.release();
  });
});

describe('an image to begin with', () => {
  const size = { width: 16, height: 16 };
  const image = { pixels: new Uint8Array(16 * 16 * 3), ...size };
  const request = { prompt: 'sea', ...size, seed: 1, image };

  it.each<[string, Partial<ImageRequest>]>([
    ['image', { image: { ...image, width: 32 } }],
    ['image', { image: { ...image, pixels: new Uint8Array(5) } }],
    ['mask', { mask: { ...image, height: 8 } }],
    ['strength', { strength: 0 }],
    ['strength', { strength: 1.1 }],
    ['strength', { strength: Number.NaN }],
    ['strength', { strength: 0.1, steps: 4 }],
  ])('is refused in one sentence where its %s does not fit', async (param, wrong) => {
    const pipeline = await load('tiny-stable-diffusion-2');
    await expect(pipeline.begin({ ...request, ...wrong })).rejects.toMatchObject({ name: 'ImageRequestError', param });
    await pipeline.release();
  });

  it.each<[string, Partial<ImageRequest>]>([
    ['mask', { image: undefined, mask: image }],
    ['strength', { image: undefined, strength: 0.5 }],
  ])('is missed where there is a %s without it', async (param, wrong) => {
    const pipeline = await load('tiny-stable-diffusion-2');
    await expect(pipeline.begin({ ...request, ...wrong } as ImageRequest)).rejects.toMatchObject({ param });
    await pipeline.release();
  });

  it('is refused by a model without an encoder, which does not offer it', async () => {
    const pipeline = await load('tiny-flux-dev');
    expect(pipeline.features).toEqual(['text-to-image']);
    await expect(pipeline.begin(request)).rejects.toMatchObject({ name: 'ImageRequestError', param: 'image' });
    await pipeline.release();
  });

  it('stays as it is where the mask is black, whatever the prompt, and is made anew where it is white', async () => {
    const pipeline = await load('tiny-stable-diffusion-2');
    const images = [];
    for (const shade of [0, 255]) {
      const mask = { pixels: new Uint8Array(16 * 16 * 3).fill(shade), ...size };
      for (const prompt of ['sea', 'blue boat']) {
        images.push((await finish(pipeline, { ...request, prompt, mask, steps: 2 })).toString('base64'));
      }
    }
    expect(images[0]).toBe(images[1]);
    expect(images[2]).not.toBe(images[3]);
    await pipeline.release();
  });
});
