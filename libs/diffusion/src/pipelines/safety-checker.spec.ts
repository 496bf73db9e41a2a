import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { familyFolder } from '../../test/families.js';
import { largestDifference, unpackBytes, unpackFloats } from '../../test/fixtures.js';
import { testRuntime } from '../../test/test-runtime.js';
import { readModelFolder } from '../model/read-model-folder.js';
import { Components } from './components.js';
import { loadPipeline } from './load-pipeline.js';
import { clipInput, loadSafetyChecker, type SafetyChecker } from './safety-checker.js';

jest.setTimeout(60_000);

/** What transformers' image processor and diffusers' checker made of a picture. */
interface CheckedPicture {
  readonly width: number;
  readonly height: number;
  readonly pixels: string;
  readonly clipInput: string;
  readonly flagged: boolean;
}

describe('the safety checker of a folder', () => {
  let folder: string;
  let pictures: readonly CheckedPicture[];
  let components: Components;
  let isUnsafe: SafetyChecker;
  beforeAll(async () => {
    folder = await familyFolder('tiny-safety-checker');
    pictures = JSON.parse(await readFile(join(folder, 'reference.json'), 'utf8')).cases;
    await Components.use(await readModelFolder(folder), testRuntime(), async (loaded) => {
      components = loaded;
      const checker = await loadSafetyChecker(loaded);
      if (!checker) throw new Error('the folder has no checker');
      isUnsafe = checker;
    });
  });
  afterAll(async () => {
    await components.release();
    await rm(dirname(folder), { recursive: true });
  });

  const pictureOf = ({ width, height, pixels }: CheckedPicture) => ({
    width,
    height,
    pixels: Uint8Array.from(unpackBytes(pixels)),
  });

  it.each([0, 1, 2])('is shown what CLIP is shown, within one of 255 of a colour, case %i', async (index) => {
    const picture = pictures[index] as CheckedPicture;
    const extractor = JSON.parse(await readFile(join(folder, 'feature_extractor/preprocessor_config.json'), 'utf8'));
    const settings = { ...extractor, size: extractor.size.shortest_edge, crop_size: extractor.crop_size.height };
    const shown = clipInput(pictureOf(picture), settings);
    expect(largestDifference(shown, unpackFloats(picture.clipInput))).toBeLessThan(1.01 / 255 / 0.26);
  });

  it('flags what diffusers flags, and nothing else', async () => {
    const flagged = [];
    for (const picture of pictures) flagged.push(await isUnsafe(pictureOf(picture)));
    expect(flagged).toEqual(pictures.map((picture) => picture.flagged));
    expect(new Set(flagged).size).toBe(2);
  });

  it('is asked of every image that the pipeline makes; without one nothing is said', async () => {
    const request = { prompt: 'sea', width: 16, height: 16, seed: 0, steps: 1 };
    const plain = await familyFolder('tiny-stable-diffusion-2');
    const answers = [];
    for (const path of [folder, plain]) {
      const pipeline = await loadPipeline(await readModelFolder(path), testRuntime());
      const run = await pipeline.begin(request);
      await pipeline.step([run]);
      const image = await run.decode();
      answers.push({ flagged: image.flagged, expected: path === folder ? await isUnsafe(image) : undefined });
      await pipeline.release();
    }
    expect(answers.map(({ flagged }) => flagged)).toEqual(answers.map(({ expected }) => expected));
    expect(typeof answers[0]?.flagged).toBe('boolean');
    await rm(dirname(plain), { recursive: true });
  });
});
