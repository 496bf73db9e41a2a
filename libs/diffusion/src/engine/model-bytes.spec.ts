import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readManifest } from '../model/manifest.js';
import { modelBytes } from './model-bytes.js';

describe('the memory that a model takes', () => {
  let path: string;
  beforeEach(async () => {
    path = await mkdtemp(join(tmpdir(), 'imageai-model-bytes-'));
    await mkdir(join(path, 'unet'));
  });
  afterEach(() => rm(path, { recursive: true }));
  const write = (name: string, content: number | string) =>
    writeFile(join(path, name), typeof content === 'string' ? content : new Uint8Array(content));

  it('grows with graphs and with weights beside them, but not with what lies beside the components', async () => {
    await write('unet/model.onnx', 1_000);
    const graphAlone = await modelBytes({ path, manifest: undefined });
    await write('unet/model.onnx_data', 9_000);
    await write('README.md', 5_000);
    expect(await modelBytes({ path, manifest: undefined })).toBe(10 * graphAlone);
  });

  it('counts the chosen variant of a component alone', async () => {
    await write('unet/model.onnx', 1_000);
    await write('unet/model.onnx_data', 9_000);
    const whole = await modelBytes({ path, manifest: undefined });
    await write('unet/model_int8.onnx', 1_000);
    await write('unet/model_int8.onnx_data', 1_500);
    expect(await modelBytes({ path, manifest: undefined })).toBe(whole);
    await write('imageai.json', '{ "name": "m", "variants": { "unet": "int8" } }');
    expect(await modelBytes({ path, manifest: await readManifest(path) })).toBe(whole / 4);
  });
});
