import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { type FamilyCase, familyCases, familyFolder } from '../../test/families.js';
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
  ['Stable Diffusion 2 (v-prediction) and SD-Turbo', 'tiny-stable-diffusion-2', 3],
  ['Stable Diffusion XL, its Lightning and Turbo forms', 'tiny-sdxl', 5],
  ['a latent consistency model', 'tiny-latent-consistency', 2],
  ['a latent consistency model of Stable Diffusion XL', 'tiny-sdxl-lcm', 2],
  ['Stable Diffusion 3', 'tiny-stable-diffusion-3', 3],
  ['Stable Diffusion 3 without T5', 'tiny-stable-diffusion-3-without-t5', 1],
  ['FLUX.1 dev', 'tiny-flux-dev', 2],
  ['FLUX.1 schnell', 'tiny-flux-schnell', 2],
] as const;

const folders: string[] = [];

const load = async (name: string, scheduler?: Record<string, unknown>): Promise<Pipeline> => {
  const folder = await familyFolder(name, scheduler);
  folders.push(dirname(folder));
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
  const run = await begin(pipeline, recorded);
  // Noise as it is drawn, to the bit; a scheduler that begins at another deviation than 1 may round that otherwise.
  const scaled = /^Euler/.test(String(recorded.scheduler._class_name));
  expect(relative(run.latents, unpackFloats(recorded.initial))).toBeLessThanOrEqual(scaled ? 1e-6 : 0);
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

describe.each(families)('%s', (_, name, count) => {
  afterAll(async () => {
    for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
  });

  it.each(Array.from({ length: count }, (_value, index) => index))(
    'gives what diffusers gives: noise to the bit, conditioning, the latents of every step and the pixels, case %i',
    async (index) => {
      const recorded = (await familyCases(name))[index] as FamilyCase;
      const pipeline = await load(name, recorded.scheduler);
      await followsDiffusers(pipeline, recorded);
      await pipeline.release();
    },
  );

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
