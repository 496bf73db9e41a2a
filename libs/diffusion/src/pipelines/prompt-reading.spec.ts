import { rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { familyFolder } from '../../test/families.js';
import { copyOf, TINY_STABLE_DIFFUSION } from '../../test/fixtures.js';
import { testRuntime } from '../../test/test-runtime.js';
import { readModelFolder } from '../model/read-model-folder.js';
import { Components } from './components.js';
import type { ImageRequest } from './image-request.js';
import { loadPipeline } from './load-pipeline.js';
import type { Pipeline } from './pipeline.js';
import { emphasised, readingOf } from './prompt-reading.js';
import { TextConditioner } from './text-conditioner.js';

jest.setTimeout(60_000);

const LENGTH = 77;
const ROOM = LENGTH - 2;

const conditionerOf = async (folder: string) =>
  Components.use(await readModelFolder(folder), testRuntime(), (components) =>
    TextConditioner.load(components, { layer: 'last' }),
  );

const finish = async (pipeline: Pipeline, request: Partial<ImageRequest>) => {
  const run = await pipeline.begin({ prompt: 'sea', width: 64, height: 64, seed: 1, steps: 2, ...request });
  while (run.stepsDone < run.steps) await pipeline.step([run]);
  return Buffer.from((await run.decode()).pixels).toString('base64');
};

/** So many words, each of one token. */
const words = (count: number, word = 'a') => Array.from({ length: count }, () => word).join(' ');

describe('a text encoder that reads weights', () => {
  let text: TextConditioner;
  beforeAll(async () => {
    text = await conditionerOf(TINY_STABLE_DIFFUSION);
  });
  const row = (data: Float32Array, token: number, features: number) =>
    Array.from(data.subarray(token * features, (token + 1) * features));

  it('multiplies the vectors of a word, and keeps the mean of all', async () => {
    const plain = await text.encode('a b c');
    const weighted = await text.encode('a (b:1.5) [c]', { weights: true, chunks: 1 });
    const { features } = plain;
    const scale = (row(weighted.data, 0, features)[0] ?? 0) / (row(plain.data, 0, features)[0] ?? 1);
    const weights = [1, 1, 1.5, 1 / 1.1, ...new Array<number>(LENGTH - 4).fill(1)];
    weights.forEach((weight, token) => {
      row(plain.data, token, features).forEach((value, feature) => {
        expect(row(weighted.data, token, features)[feature]).toBeCloseTo(value * weight * scale, 4);
      });
    });
    const mean = (data: Float32Array) => data.reduce((sum, value) => sum + value, 0) / data.length;
    expect(mean(weighted.data)).toBeCloseTo(mean(plain.data), 6);
    expect(scale).not.toBeCloseTo(1, 6);
  });

  it('reads brackets as they stand, and BREAK as a word, where weights are off', async () => {
    const plain = await text.encode('a (b:1.5) BREAK c');
    expect(plain.tokens).toBe(LENGTH);
    expect(plain.data).not.toEqual((await text.encode('a b c')).data);
    const bare = await text.encode('a b c', { weights: true, chunks: 1 });
    expect(bare.data).toEqual((await text.encode('a b c')).data);
  });

  it('leaves vectors as they are where nothing can keep their mean', () => {
    expect(emphasised(Float32Array.of(0, 0, 1, -1), [1, 1])).toEqual(Float32Array.of(0, 0, 1, -1));
    expect(emphasised(Float32Array.of(1, -1, -1, 1), [2, 2])).toEqual(Float32Array.of(2, -2, -2, 2));
  });
});

describe('a text encoder that reads long prompts', () => {
  let text: TextConditioner;
  beforeAll(async () => {
    text = await conditionerOf(TINY_STABLE_DIFFUSION);
  });

  it('reads them in chunks, each as if it stood alone, one after the other', async () => {
    const long = `${words(ROOM)} ${words(3, 'b')}`;
    expect(text.chunkCount(words(ROOM), false)).toBe(1);
    expect(text.chunkCount(long, false)).toBe(2);
    const both = await text.encode(long, { weights: false, chunks: 2 });
    const [first, second] = [await text.encode(words(ROOM)), await text.encode(words(3, 'b'))];
    expect(both.tokens).toBe(2 * LENGTH);
    expect(Array.from(both.data)).toEqual([...first.data, ...second.data]);
    expect(both.pooled).toEqual(first.pooled);
  });

  it('reads a chunk once, in whichever prompt it stands', async () => {
    expect((await text.encode('a b')).data).toBe((await text.encode('a b')).data);
    const weighted = { weights: true, chunks: 1 };
    expect((await text.encode('(a b)', weighted)).data).not.toBe((await text.encode('a b', weighted)).data);
  });

  it('begins a chunk at BREAK', async () => {
    const parted = await text.encode('a BREAK b', { weights: true, chunks: 2 });
    const [first, second] = [await text.encode('a'), await text.encode('b')];
    expect(Array.from(parted.data)).toEqual([...first.data, ...second.data]);
  });

  it('cuts what is beyond the chunks asked for, and fills up with empty ones', async () => {
    const cut = await text.encode(words(400), { weights: false, chunks: 1 });
    expect(cut.data).toEqual((await text.encode(words(ROOM))).data);
    const filled = await text.encode('a', { weights: false, chunks: 3 });
    const [own, empty] = [await text.encode('a'), await text.encode('')];
    expect(Array.from(filled.data)).toEqual([...own.data, ...empty.data, ...empty.data]);
  });
});

describe('both texts of a request', () => {
  const reader = { chunkCount: (text: string) => text.length };
  const request = { prompt: 'aa', negativePrompt: 'aaa', guidanceScale: 7, syntax: { weights: false, long: 'chunks' } };
  const reading = (changes: object, fixed = false) =>
    readingOf({ ...request, ...changes } as Parameters<typeof readingOf>[0], [reader], fixed).chunks;

  it('are read in as many chunks as the longer takes, the negative one only where it is read', () => {
    expect(reading({})).toBe(3);
    expect(reading({ prompt: 'aaaaa' })).toBe(5);
    expect(reading({ guidanceScale: 1 })).toBe(2);
  });

  it('are cut where that is asked for, where the graph is of one length, and at sixteen chunks', () => {
    expect(reading({ syntax: { weights: false, long: 'cut' } })).toBe(1);
    expect(reading({}, true)).toBe(1);
    expect(reading({ prompt: 'a'.repeat(100) })).toBe(16);
  });
});

describe('a Stable Diffusion pipeline', () => {
  const folders: string[] = [];
  const load = async (folder: string) => {
    folders.push(dirname(folder));
    return loadPipeline(await readModelFolder(folder), testRuntime());
  };
  afterAll(async () => {
    await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
  });

  it('sees the end of a long prompt by default, and cuts it as diffusers does when told to', async () => {
    const pipeline = await load(await copyOf(TINY_STABLE_DIFFUSION));
    const long = (end: string) => ({ prompt: `${words(ROOM)} ${end}` });
    expect(await finish(pipeline, long('boat'))).not.toBe(await finish(pipeline, long('tree')));
    const cut = { longPrompts: 'cut' } as const;
    const short = await finish(pipeline, { prompt: words(ROOM) });
    expect(await finish(pipeline, { ...long('boat'), ...cut })).toBe(short);
    await pipeline.release();
  });

  it('batches prompts of equal chunks alone, and gives a negative prompt as many as the prompt', async () => {
    const pipeline = await load(await copyOf(TINY_STABLE_DIFFUSION));
    const begin = (request: Partial<ImageRequest>) =>
      pipeline.begin({ prompt: 'sea', width: 64, height: 64, seed: 1, steps: 1, ...request });
    const [short, long, negative] = [
      await begin({}),
      await begin({ prompt: words(100) }),
      await begin({ negativePrompt: words(100) }),
    ];
    expect(long.batchKey).not.toBe(short.batchKey);
    expect(negative.batchKey).toBe(long.batchKey);
    await pipeline.step([long, negative]);
    await pipeline.release();
  });

  it('weighs words where the request or the manifest says so, and not by default', async () => {
    const pipeline = await load(await copyOf(TINY_STABLE_DIFFUSION));
    const folder = await copyOf(TINY_STABLE_DIFFUSION);
    await writeFile(join(folder, 'imageai.json'), JSON.stringify({ name: 'weighing', prompt_weights: true }));
    const weighing = await load(folder);
    const prompt = 'sea (boat:1.8)';
    const weighed = await finish(pipeline, { prompt, promptWeights: true });
    expect(weighed).not.toBe(await finish(pipeline, { prompt: 'sea boat' }));
    expect(weighed).not.toBe(await finish(pipeline, { prompt }));
    expect(await finish(weighing, { prompt })).toBe(weighed);
    expect(await finish(weighing, { prompt, promptWeights: false })).toBe(await finish(pipeline, { prompt }));
    await Promise.all([pipeline.release(), weighing.release()]);
  });

  it('of two text encoders reads weights and chunks with both', async () => {
    const pipeline = await load(await familyFolder('tiny-sdxl'));
    const prompt = `(${words(80)}:1.4) b`;
    const images = [
      await finish(pipeline, { prompt }),
      await finish(pipeline, { prompt, promptWeights: true }),
      await finish(pipeline, { prompt, promptWeights: true, longPrompts: 'cut' }),
    ];
    expect(new Set(images).size).toBe(images.length);
    await pipeline.release();
  });
});
