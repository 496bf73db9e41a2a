import { rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type FamilyCase, familyCases, familyFolder, requestOf } from '../../test/families.js';
import { largestDifference, unpackBytes, unpackFloats } from '../../test/fixtures.js';
import { testRuntime } from '../../test/test-runtime.js';
import { readModelFolder } from '../model/read-model-folder.js';
import { LatentRun } from './latent-run.js';
import { loadPipeline } from './load-pipeline.js';

jest.setTimeout(120_000);

const MODEL = 'tiny-stable-diffusion-distilled-decoder';
const [whole, half] = (await familyCases(MODEL)) as [FamilyCase, FamilyCase];

let folder: string;
beforeEach(async () => {
  folder = await familyFolder(MODEL);
});
afterEach(() => rm(dirname(folder), { recursive: true }));

const load = async (manifest: object) => {
  await writeFile(join(folder, 'imageai.json'), JSON.stringify({ name: 'cheaper', ...manifest }));
  return loadPipeline(await readModelFolder(folder), testRuntime());
};

/** The rows of each step. */
const followsDiffusers = async (recorded: FamilyCase, manifest: object): Promise<number[]> => {
  const pipeline = await load(manifest);
  const run = (await pipeline.begin(requestOf(recorded))) as LatentRun;
  const rows: number[] = [];
  for (const latents of recorded.latents) {
    rows.push(run.rowCount);
    expect(run.rows()).toHaveLength(run.rowCount);
    await pipeline.step([run]);
    expect(largestDifference(run.latents, unpackFloats(latents))).toBeLessThan(1e-4);
  }
  const { pixels } = await run.decode();
  expect(largestDifference(pixels, unpackBytes(recorded.pixels))).toBeLessThanOrEqual(1);
  await pipeline.release();
  return rows;
};

describe('a distilled decoder beside the own one', () => {
  it('gives the pixels of diffusers where the manifest names its folder', async () => {
    await followsDiffusers(whole, { decoder: 'taesd_decoder' });
  });

  it('is not used where nothing names it', async () => {
    const pipeline = await load({});
    const run = await pipeline.begin(requestOf(whole));
    while (run.stepsDone < run.steps) await pipeline.step([run]);
    const { pixels } = await run.decode();
    expect(largestDifference(pixels, unpackBytes(whole.pixels))).toBeGreaterThan(1);
    await pipeline.release();
  });

  it('reads latents as the denoiser gives them where its export says nothing of their scale', async () => {
    await rm(join(folder, 'taesd_decoder/config.json'));
    const pipeline = await load({ decoder: 'taesd_decoder' });
    // Without it the size of a cell is not known either: what is looked at are the numbers, of one cell.
    const run = await pipeline.begin({ prompt: 'sea', width: 64, height: 64, seed: 1, steps: 1 });
    expect(run.steps).toBe(1);
    await pipeline.release();
  });

  it('that is missing is said in a sentence that names it', async () => {
    await expect(load({ decoder: 'no_decoder' })).rejects.toThrow(/no_decoder\/model\.onnx is missing in .*: add it/);
    await expect(load({ decoder: '../other' })).rejects.toThrow(/imageai\.json in .* is wrong at decoder/);
  });
});

describe('guidance between two shares of the steps', () => {
  it('gives the latents of diffusers with guidance turned off half way, by half as many rows', async () => {
    const manifest = { decoder: 'taesd_decoder', guidance_interval: [0, half.guidedUntil] };
    expect(await followsDiffusers(half, manifest)).toEqual([2, 2, 2, 1, 1]);
  });

  it('can leave out the first steps too, and changes nothing where it is all of them', async () => {
    const rowsOf = async (manifest: object) => {
      const pipeline = await load(manifest);
      const run = await pipeline.begin(requestOf(whole));
      const rows: number[] = [];
      while (run.stepsDone < run.steps) {
        rows.push(run.rowCount);
        await pipeline.step([run]);
      }
      await pipeline.release();
      return rows;
    };
    expect(await rowsOf({ guidance_interval: [0.2, 0.8] })).toEqual([1, 2, 2, 2, 1]);
    expect(await rowsOf({ guidance_interval: [0, 1] })).toEqual([2, 2, 2, 2, 2]);
    await followsDiffusers(whole, { decoder: 'taesd_decoder', guidance_interval: [0, 1] });
  });

  it.each([[[0.5, 0.5]], [[0.8, 0.2]], [[0, 1.5]], [[0.5]]])('refuses %j', async (guidance_interval) => {
    await expect(load({ guidance_interval })).rejects.toThrow(/imageai\.json in .* is wrong at guidance_interval/);
  });
});
