import { mkdtemp, readdir, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { copyOf, editJson, TINY_FLOW, TINY_STABLE_DIFFUSION } from '../../test/fixtures.js';
import { testRuntime } from '../../test/test-runtime.js';
import { readModelFolder } from '../model/read-model-folder.js';
import { loadPipeline } from '../pipelines/load-pipeline.js';

// Processes that share the machine may take most of it.
jest.setTimeout(120_000);

let cache: string;
beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'imageai-optimised-'));
});

async function pixelsOf(folder: string, optimisedFolder?: string, threads = 1): Promise<Uint8Array> {
  const runtime = testRuntime(threads, ['cpu'], optimisedFolder);
  const pipeline = await loadPipeline(await readModelFolder(folder), runtime);
  const side = pipeline.sizeMultiple * 2;
  const run = await pipeline.begin({ prompt: 'a lake', width: side, height: side, seed: 3, steps: 2 });
  while (run.stepsDone < run.steps) await pipeline.step([run]);
  const { pixels } = await run.decode();
  await pipeline.release();
  return pixels;
}
const entries = async () => (await readdir(cache)).sort();
const graphTimes = async () =>
  Promise.all((await entries()).map(async (name) => (await stat(join(cache, name, 'model.onnx'))).mtimeMs));

describe('graphs that are kept as they were optimised', () => {
  it.each([TINY_FLOW, TINY_STABLE_DIFFUSION])('give the same bytes, for any number of threads: %s', async (folder) => {
    for (const threads of [1, 2]) {
      const plain = await pixelsOf(folder, undefined, threads);
      expect(await pixelsOf(folder, cache, threads)).toEqual(plain);
      expect(await pixelsOf(folder, cache, threads)).toEqual(plain);
    }
  });

  it('are written once for each component, and used afterwards', async () => {
    await pixelsOf(TINY_FLOW, cache);
    const written = await graphTimes();
    expect(written.length).toBeGreaterThan(1);
    await pixelsOf(TINY_FLOW, cache);
    expect(await graphTimes()).toEqual(written);
  });

  it('are written again where they are broken or foreign', async () => {
    const plain = await pixelsOf(TINY_FLOW, cache);
    const before = await entries();
    for (const [index, name] of before.entries()) {
      await writeFile(join(cache, name, index % 2 === 0 ? 'model.onnx' : 'sums.json'), 'another thing');
    }
    expect(await pixelsOf(TINY_FLOW, cache)).toEqual(plain);
    expect(await entries()).toEqual(before);
    for (const name of before) expect((await stat(join(cache, name, 'model.onnx'))).size).toBeGreaterThan(100);
  });

  it('change nothing where they cannot be written', async () => {
    const file = join(cache, 'a-file');
    await writeFile(file, '');
    expect(await pixelsOf(TINY_FLOW, file)).toEqual(await pixelsOf(TINY_FLOW));
  });

  it('are of one model alone: another has its own', async () => {
    await pixelsOf(TINY_FLOW, cache);
    const copy = await copyOf(TINY_FLOW);
    await editJson(copy, 'imageai.json', (manifest) => ({ ...manifest, revision: 'another' }));
    const before = await entries();
    await pixelsOf(copy, cache);
    expect((await entries()).length).toBeGreaterThan(before.length);
  });
});
