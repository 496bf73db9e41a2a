import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import { copyOf, editJson, TINY_FLOW, TINY_STABLE_DIFFUSION } from '../../test/fixtures.js';
import { testRuntime } from '../../test/test-runtime.js';
import { checkModelFolder } from './check-model-folder.js';

// Processes that share the machine may take most of it.
jest.setTimeout(60_000);

const check = (folder: string) => checkModelFolder(folder, testRuntime());

describe('checking a model folder', () => {
  it('says what it is, what it takes, and that it runs', async () => {
    const { model, memoryBytes } = await check(TINY_FLOW);
    expect(model).toMatchObject({
      status: 'ready',
      name: 'tiny-flow',
      pipeline: 'StyledLatentFlowPipeline',
      licence: 'Apache-2.0',
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(memoryBytes).toBeGreaterThan(1_000);
  });

  it('remarks on what a folder that runs does not say of itself', async () => {
    const folder = await copyOf(TINY_STABLE_DIFFUSION);
    await rm(join(folder, 'imageai.json'), { force: true });
    const { model, remarks } = await check(folder);
    expect(model.status).toBe('ready');
    expect(remarks).toEqual([
      expect.stringContaining('licence'),
      expect.stringContaining('source'),
      expect.stringContaining('sha256'),
    ]);
  });

  it.each<[string, (folder: string) => Promise<void>, RegExp]>([
    ['lacks a file', (folder) => rm(join(folder, 'unet/model.onnx')), /unet\/model\.onnx/],
    ['has a damaged graph', (folder) => writeFile(join(folder, 'unet/model.onnx'), 'x'), /unet\/model\.onnx/],
    ['is of an unknown class', (folder) => editJson(folder, 'model_index.json', unknownClass), /Imaginary/],
    ['is no model at all', (folder) => rm(join(folder, 'model_index.json')), /model_index\.json/],
  ])('says in one sentence why one that %s will not run', async (_what, damage, reason) => {
    const folder = await copyOf(TINY_STABLE_DIFFUSION);
    await rm(join(folder, 'imageai.json'), { force: true });
    await damage(folder);
    const { model } = await check(folder);
    expect(model).toMatchObject({ status: 'unusable', reason: expect.stringMatching(reason) });
    expect(model.status === 'unusable' && model.reason.split('\n')).toHaveLength(1);
  });
});

const unknownClass = (json: Record<string, unknown>) => ({ ...json, _class_name: 'ImaginaryPipeline' });
