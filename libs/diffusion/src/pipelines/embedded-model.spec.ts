import { resolve } from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import { everyEighthPixel, largestDifference, referenceCases, unpackBytes, unpackFloats } from '../../test/fixtures.js';
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
});
