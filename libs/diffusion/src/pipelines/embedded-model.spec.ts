import { resolve } from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import {
  copyOf,
  editJson,
  everyEighthPixel,
  largestDifference,
  referenceCases,
  unpackBytes,
  unpackFloats,
} from '../../test/fixtures.js';
import { testRuntime } from '../../test/test-runtime.js';
import { readModelFolder } from '../model/read-model-folder.js';
import { LatentRun } from './latent-run.js';
import { loadPipeline } from './load-pipeline.js';

jest.setTimeout(120_000);

const EMBEDDED = resolve('../../models/embedded');

describe('the embedded model', () => {
  it('gives the latents and pixels that its recipe recorded in Python', async () => {
    const pipeline = await loadPipeline(await readModelFolder(EMBEDDED), testRuntime(2));
    const cases = await referenceCases(EMBEDDED);
    expect(cases.length).toBeGreaterThan(0);
    for (const recorded of cases) {
      const run = await pipeline.begin(recorded);
      if (!(run instanceof LatentRun)) throw new Error('the run shows no latents');
      for (const expected of recorded.latents) {
        await pipeline.step([run]);
        expect(largestDifference(run.latents, unpackFloats(expected))).toBeLessThan(1e-3);
      }
      expect(run.stepsDone).toBe(run.steps);
      const { pixels, width, height } = await run.decode();
      const kept = everyEighthPixel(pixels, width, height);
      expect(largestDifference(kept, unpackBytes(recorded.everyEighthPixel))).toBeLessThanOrEqual(1);
    }
    await pipeline.release();
  });

  it('paints the largest image in tiles as it would at once', async () => {
    const whole = await copyOf(EMBEDDED);
    await editJson(whole, 'vae_decoder/config.json', ({ margin: _, ...config }) => config);
    await editJson(whole, 'imageai.json', ({ files: _, ...manifest }) => manifest);
    const paint = async (folder: string) => {
      const pipeline = await loadPipeline(await readModelFolder(folder), testRuntime(2));
      const request = { prompt: 'a forest', style: 'painting', width: 1920, height: 1920, seed: 1, steps: 1 };
      const run = await pipeline.begin(request);
      await pipeline.step([run]);
      const { pixels } = await run.decode();
      await pipeline.release();
      return pixels;
    };
    expect(largestDifference(await paint(EMBEDDED), await paint(whole))).toBeLessThanOrEqual(1);
  });
});
