import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import { copyOf, editJson, TINY_FLOW, TINY_STABLE_DIFFUSION } from '../../test/fixtures.js';
import { testRuntime } from '../../test/test-runtime.js';
import { readModelFolder } from '../model/read-model-folder.js';
import { modelBytes } from './model-bytes.js';
import { ModelShelf, type ModelShelfOptions } from './model-shelf.js';

// Processes that share the machine may take most of it.
jest.setTimeout(60_000);

const nobody = new Set<string>();
const roomy = { memoryBytes: 2 ** 30 };
const open = (folders: readonly string[], options: ModelShelfOptions = roomy) =>
  ModelShelf.open(folders, testRuntime(), options);
const copyNamed = async (name: string) => {
  const folder = await copyOf(TINY_FLOW);
  await editJson(folder, 'imageai.json', (json) => ({ ...json, name }));
  return folder;
};

describe('a shelf of models', () => {
  it('keeps all in memory that fit beside each other', async () => {
    const shelf = await open([TINY_FLOW, TINY_STABLE_DIFFUSION]);
    expect(shelf.loaded).toEqual(['tiny-flow', 'tiny-stable-diffusion']);
    await shelf.close();
    expect(shelf.loaded).toEqual([]);
  });

  it('unloads the one that was used least recently when another needs the room, never one in use', async () => {
    const folders = [await copyNamed('a'), await copyNamed('b'), await copyNamed('c')];
    const memoryBytes = 2.5 * (await modelBytes(await readModelFolder(TINY_FLOW)));
    let now = 0;
    const shelf = await open(folders, { memoryBytes, now: () => ++now });
    expect(shelf.models.map(({ status }) => status)).toEqual(['ready', 'ready', 'ready']);
    expect(shelf.loaded).toEqual(['b', 'c']);
    await shelf.pipeline('b', nobody);
    await shelf.pipeline('a', nobody);
    expect(shelf.loaded).toEqual(['a', 'b']);
    expect(shelf.isWithinReach('c', new Set(['a', 'b']))).toBe(false);
    expect(shelf.isWithinReach('c', new Set(['b']))).toBe(true);
    await shelf.pipeline('c', new Set(['b']));
    expect(shelf.loaded).toEqual(['b', 'c']);
    await shelf.close();
  });

  it('unloads what nobody used for a while, and loads it again when it is asked for', async () => {
    let now = 0;
    const shelf = await open([TINY_FLOW], { ...roomy, idleMs: 1_000, now: () => now });
    now = 999;
    await shelf.unloadIdle(nobody);
    expect(shelf.loaded).toEqual(['tiny-flow']);
    now = 1_000;
    await shelf.unloadIdle(new Set(['tiny-flow']));
    expect(shelf.loaded).toEqual(['tiny-flow']);
    await shelf.unloadIdle(nobody);
    expect(shelf.loaded).toEqual([]);
    expect(shelf.loadMs('tiny-flow')).toBeGreaterThan(0);
    const pipeline = await shelf.pipeline('tiny-flow', nobody);
    expect(pipeline.className).toBe('StyledLatentFlowPipeline');
    expect(shelf.loadMs('tiny-flow')).toBe(0);
    await shelf.close();
  });

  it('says of a model that is larger than all the memory for models what it takes and what there is', async () => {
    const shelf = await open([TINY_FLOW], { memoryBytes: 1_000 });
    expect(shelf.models).toMatchObject([{ status: 'unusable', code: 'out_of_memory', name: 'tiny-flow' }]);
    expect(shelf.models[0]).toMatchObject({ reason: expect.stringMatching(/takes about \d\.\d+ GiB .* 0\.000 GiB/) });
  });

  it.each<[string, (folder: string) => Promise<void>, string]>([
    ['lost a file', (folder) => rm(join(folder, 'unet/model.onnx')), 'file_missing'],
    ['has other files than at the start', (folder) => editJson(folder, 'imageai.json', changed), 'checksum_mismatch'],
    ['has a damaged file', (folder) => writeFile(join(folder, 'unet/model.onnx'), 'x'), 'checksum_mismatch'],
  ])('makes a model unusable that %s when it is loaded again, and tells so', async (_what, damage, code) => {
    const folder = await copyNamed('damaged');
    const onChange = jest.fn();
    const shelf = await open([folder, TINY_STABLE_DIFFUSION], { ...roomy, idleMs: 0, onChange });
    await shelf.unloadIdle(nobody);
    await damage(folder);
    await expect(shelf.pipeline('damaged', nobody)).rejects.toMatchObject({ code });
    expect(onChange).toHaveBeenCalledTimes(1);
    expect(shelf.models).toMatchObject([{ status: 'unusable', code }, { status: 'ready' }]);
    await expect(shelf.pipeline('damaged', nobody)).rejects.toMatchObject({ code: 'unknown_model' });
    await shelf.pipeline('tiny-stable-diffusion', nobody);
    await shelf.close();
  });
});

const changed = (json: Record<string, unknown>) => ({ ...json, revision: '2' });
