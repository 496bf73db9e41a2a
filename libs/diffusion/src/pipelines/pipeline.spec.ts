import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  copyOf,
  editJson,
  everyEighthPixel,
  largestDifference,
  type ReferenceCase,
  referenceCases,
  TINY_FLOW,
  TINY_STABLE_DIFFUSION,
  unpackBytes,
  unpackFloats,
} from '../../test/fixtures.js';
import { testRuntime } from '../../test/test-runtime.js';
import { readModelFolder } from '../model/read-model-folder.js';
import type { ImageRequest } from './image-request.js';
import { LatentRun } from './latent-run.js';
import { loadPipeline } from './load-pipeline.js';
import type { Pipeline } from './pipeline.js';

// Processes that share the machine may take most of it.
jest.setTimeout(60_000);

const load = async (folder: string, threads = 1) => loadPipeline(await readModelFolder(folder), testRuntime(threads));

const begin = async (pipeline: Pipeline, request: ImageRequest): Promise<LatentRun> => {
  const run = await pipeline.begin(request);
  if (!(run instanceof LatentRun)) throw new Error('the run shows no latents');
  return run;
};

const finish = async (pipeline: Pipeline, request: ImageRequest) => {
  const run = await pipeline.begin(request);
  while (run.stepsDone < run.steps) await pipeline.step([run]);
  return run.decode();
};

const followsReference = async (pipeline: Pipeline, recorded: ReferenceCase) => {
  const run = await begin(pipeline, recorded);
  expect(run.steps).toBe(recorded.latents.length);
  for (const expected of recorded.latents) {
    await pipeline.step([run]);
    const latents = unpackFloats(expected);
    const size = latents.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
    expect(largestDifference(run.latents, latents) / size).toBeLessThan(1e-4);
  }
  await expect(pipeline.step([run])).rejects.toThrow(RangeError);
  const { pixels, width, height } = await run.decode();
  expect([width, height, pixels.length]).toEqual([
    recorded.width,
    recorded.height,
    recorded.width * recorded.height * 3,
  ]);
  const reference = unpackBytes(recorded.everyEighthPixel);
  expect(largestDifference(everyEighthPixel(pixels, width, height), reference)).toBeLessThanOrEqual(1);
};

describe('StyledLatentFlowPipeline', () => {
  let pipeline: Pipeline;
  let cases: ReferenceCase[];
  beforeAll(async () => {
    pipeline = await load(TINY_FLOW);
    cases = await referenceCases(TINY_FLOW);
  });
  afterAll(() => pipeline.release());

  for (const index of [0, 1, 2]) {
    it(`gives the latents of every step and the pixels that Python computed, case ${index}`, async () => {
      await followsReference(pipeline, cases[index] as ReferenceCase);
    });
  }

  it('gives the same bytes in a batch that others join and leave, whatever their steps, seed and guidance', async () => {
    const size = { width: 128, height: 128, style: 'sketch' };
    const requests: ImageRequest[] = [
      { ...size, prompt: 'a boat', seed: 1, steps: 5 },
      { ...size, prompt: 'night', seed: 2, steps: 2, guidanceScale: 1 },
      { ...size, prompt: 'sea', seed: 3, steps: 3, negativePrompt: 'storm' },
      { ...size, prompt: 'a boat', seed: 4, steps: 1, guidanceScale: 20 },
    ];
    const alone: Buffer[] = [];
    for (const request of requests) alone.push(Buffer.from((await finish(pipeline, request)).pixels));
    const runs = await Promise.all(requests.map((request) => pipeline.begin(request)));
    expect(runs.map(({ rowCount }) => rowCount)).toEqual([2, 1, 2, 2]);
    expect(new Set(runs.map(({ batchKey }) => batchKey)).size).toBe(1);
    for (let turn = 0; turn < 8; turn += 1) {
      // One more joins at each turn; those that are done leave.
      const batch = runs.slice(0, turn + 1).filter((run) => run.stepsDone < run.steps);
      await pipeline.step(batch);
    }
    const together = [];
    for (const run of runs) together.push(Buffer.from((await run.decode()).pixels));
    expect(together.map((pixels, index) => pixels.equals(alone[index] as Buffer))).toEqual([true, true, true, true]);
  });

  it('asks for another batch where the size differs', async () => {
    const [small, large] = await Promise.all(
      [128, 256].map((width) => pipeline.begin({ prompt: 'sea', width, height: 128, seed: 0 })),
    );
    expect(small?.batchKey).not.toBe(large?.batchKey);
  });

  it('gives the same bytes with one thread and with two', async () => {
    const other = await load(TINY_FLOW, 2);
    const request = cases[0] as ReferenceCase;
    const [one, two] = [await finish(pipeline, request), await finish(other, request)];
    expect(Buffer.from(one.pixels).equals(Buffer.from(two.pixels))).toBe(true);
    await other.release();
  });

  it('follows the prompt, the negative prompt, the style, the seed, its generator and the guidance scale', async () => {
    const base = { prompt: 'a boat', style: 'sketch', width: 128, height: 128, seed: 1, guidanceScale: 7.5 };
    const variants: Partial<ImageRequest>[] = [
      {},
      { prompt: 'night' },
      { negativePrompt: 'storm' },
      { style: 'cartoon' },
      { seed: 2 },
      { generator: 'torch-cuda' },
      { guidanceScale: 9 },
    ];
    const images = [];
    for (const variant of variants) images.push(await finish(pipeline, { ...base, ...variant }));
    expect(new Set(images.map(({ pixels }) => Buffer.from(pixels).toString('base64'))).size).toBe(variants.length);
  });

  it('draws from the generator that the manifest names where the request names none', async () => {
    const folder = await copyOf(TINY_FLOW);
    await editJson(folder, 'imageai.json', ({ files, ...manifest }) => ({ ...manifest, generator: 'torch-cuda' }));
    const cuda = await load(folder);
    const request: ImageRequest = { prompt: 'a boat', width: 128, height: 128, seed: 1 };
    const [own, asked] = [await finish(cuda, request), await finish(pipeline, { ...request, generator: 'torch-cuda' })];
    expect(Buffer.from(own.pixels).equals(Buffer.from(asked.pixels))).toBe(true);
    await cuda.release();
  });

  it.each<[string, Partial<ImageRequest>, RegExp]>([
    ['style', { style: 'cubism' }, /no style "cubism"/],
    ['width', { width: 192 }, /width must be a multiple of 128/],
    ['height', { height: 0 }, /height must be a multiple of 128/],
    ['width', { width: 12800, height: 12800 }, /more than the 4194304 pixels/],
    ['seed', { seed: 1.5 }, /seed must be an integer/],
    ['seed', { seed: 2 ** 31 }, /seed must be an integer/],
    ['generator', { generator: JSON.parse('"dice"') }, /generator must be one of torch-cpu, torch-cuda/],
    ['steps', { steps: 0 }, /steps must be an integer/],
    ['guidanceScale', { guidanceScale: Number.NaN }, /guidanceScale must be a number/],
  ])('refuses a wrong %s in one sentence', async (param, wrong, message) => {
    const request = { prompt: 'sea', width: 128, height: 128, seed: 0, ...wrong };
    await expect(pipeline.begin(request)).rejects.toMatchObject({ name: 'ImageRequestError', param });
    await expect(pipeline.begin(request)).rejects.toThrow(message);
  });
});

describe('StableDiffusionPipeline', () => {
  for (const index of [0, 1, 2]) {
    it(`gives the latents of every step and the pixels that Python computed, case ${index}`, async () => {
      const recorded = (await referenceCases(TINY_STABLE_DIFFUSION))[index] as ReferenceCase;
      const folder = await copyOf(TINY_STABLE_DIFFUSION);
      await writeFile(join(folder, 'scheduler/scheduler_config.json'), JSON.stringify(recorded.scheduler));
      const pipeline = await load(folder);
      await followsReference(pipeline, recorded);
      await pipeline.release();
      await rm(folder, { recursive: true });
    });
  }
});
