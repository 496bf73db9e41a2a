import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { copyOf, editJson, TINY_FLOW, TINY_STABLE_DIFFUSION } from '../../test/fixtures.js';
import { readModelFolder } from './read-model-folder.js';

const sha256 = (data: string | Uint8Array) => createHash('sha256').update(data).digest('hex');

describe('readModelFolder', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await copyOf(TINY_FLOW);
  });

  it('reads name, class, styles and settings', async () => {
    const model = await readModelFolder(folder);
    expect(model.name).toBe('tiny-flow');
    expect(model.index.pipelineClass).toBe('StyledLatentFlowPipeline');
    expect(model.styles.get('painting')).toEqual({
      prompt: '[painting] {prompt}',
      negativePrompt: '[painting] {negative_prompt}',
      index: 1,
    });
  });

  it("takes a folder's name and general styles where there is no manifest, and knows a class by its exporter's prefix", async () => {
    const model = await readModelFolder(TINY_STABLE_DIFFUSION);
    expect(model.name).toBe('tiny-stable-diffusion');
    expect(model.index.pipelineClass).toBe('StableDiffusionPipeline');
    expect(model.index.components).not.toContain('safety_checker');
    expect([...model.styles.keys()]).toEqual(['photorealistic', 'painting', 'cartoon', 'sketch', 'abstract', 'none']);
  });

  it('has the digest that sha256sum of the sorted files gives', async () => {
    const manifest = JSON.parse(await readFile(join(folder, 'imageai.json'), 'utf8'));
    const paths = [...Object.keys(manifest.files), 'imageai.json'].sort();
    const lines = await Promise.all(
      paths.map(async (path) => `${sha256(await readFile(join(folder, path)))}  ${path}\n`),
    );
    expect((await readModelFolder(folder)).digest).toBe(sha256(lines.join('')));
  });

  it('has another digest as soon as any file of a component is another, manifest or not', async () => {
    const before = (await readModelFolder(TINY_STABLE_DIFFUSION)).digest;
    const copy = await copyOf(TINY_STABLE_DIFFUSION);
    expect((await readModelFolder(copy)).digest).toBe(before);
    await writeFile(join(copy, 'unet/weights.pb'), 'more');
    expect((await readModelFolder(copy)).digest).not.toBe(before);
  });

  const damages: [string, string, RegExp, () => Promise<unknown>][] = [
    ['no folder', 'file_missing', /model_index\.json is missing/, () => rm(folder, { recursive: true })],
    ['a missing file', 'file_missing', /unet\/model\.onnx is missing/, () => rm(join(folder, 'unet/model.onnx'))],
    [
      'a truncated file',
      'checksum_mismatch',
      /unet\/model\.onnx .* has 100 bytes/,
      () => truncate(join(folder, 'unet/model.onnx'), 100),
    ],
    [
      'a changed file',
      'checksum_mismatch',
      /vae_decoder\/config\.json .* does not have the sha256/,
      async () => {
        const file = join(folder, 'vae_decoder/config.json');
        await writeFile(file, (await readFile(file, 'utf8')).replace('1.3', '1.4'));
      },
    ],
    [
      'an index that is not JSON',
      'file_invalid',
      /model_index\.json .* is not valid JSON/,
      () => writeFile(join(folder, 'model_index.json'), '{'),
    ],
    [
      'an index without a class',
      'file_invalid',
      /model_index\.json .* wrong at _class_name/,
      () => writeFile(join(folder, 'model_index.json'), '{}'),
    ],
    [
      'an index that is a folder',
      'file_invalid',
      /model_index\.json .* cannot be read/,
      async () => {
        await rename(join(folder, 'model_index.json'), join(folder, 'old.json'));
        await mkdir(join(folder, 'model_index.json'));
      },
    ],
    [
      'guidance points that fall',
      'file_invalid',
      /imageai\.json .* wrong at guidance\.points: the first numbers of the points must rise/,
      () =>
        editJson(folder, 'imageai.json', (json) => ({
          ...json,
          guidance: {
            points: [
              [2, 1],
              [1, 2],
            ],
          },
        })),
    ],
    [
      'a style that drops the prompt',
      'file_invalid',
      /imageai\.json .* wrong at styles\.plain\.prompt/,
      () => editJson(folder, 'imageai.json', (json) => ({ ...json, styles: { plain: { prompt: 'a picture' } } })),
    ],
  ];
  it.each(damages)('refuses %s in one sentence that names the file', async (_, code, message, damage) => {
    await damage();
    const reading = readModelFolder(folder);
    await expect(reading).rejects.toMatchObject({ name: 'ModelError', code });
    await expect(reading).rejects.toThrow(message);
  });
});
