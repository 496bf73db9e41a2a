import { createHash } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { familyFolder } from '../../test/families.js';
import { editJson } from '../../test/fixtures.js';
import { testRuntime } from '../../test/test-runtime.js';
import { readModelFolder } from '../model/read-model-folder.js';
import { makePictures } from './make-pictures.js';
import { optimiseModel } from './optimise-model.js';
import { COMPARISON_PROMPTS } from './prompts.js';
import { qualityOf } from './quality.js';

jest.setTimeout(240_000);

const small = { size: 16, steps: 2, prompts: ['the sea', 'a boat'], leastPsnrDb: 1 };

let folder: string;
beforeEach(async () => {
  folder = await familyFolder('tiny-stable-diffusion-2');
});
afterEach(() => rm(dirname(folder), { recursive: true }));

const pictures = async (of: string) =>
  makePictures(await readModelFolder(of), testRuntime(), COMPARISON_PROMPTS, { size: 16, steps: 2 }, () => undefined);

/** Every file and its sum. */
const contents = async (of: string) => {
  const entries = await readdir(of, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const sums = files.map(async (file) => [
    file,
    createHash('sha256')
      .update(await readFile(file))
      .digest('hex'),
  ]);
  return Object.fromEntries(await Promise.all(sums));
};

const manifestOf = async (of: string) => JSON.parse(await readFile(join(of, 'imageai.json'), 'utf8'));

describe('a model optimised to int8', () => {
  it('runs, and is as far from the model as it was as report and manifest say', async () => {
    const references = await pictures(folder);
    const { written, quality, components } = await optimiseModel(folder, testRuntime(), small);
    expect(written).toBe(true);
    const { ms: _, ...measured } = { ms: 0, ...qualityOf(await pictures(folder), references) };
    expect(measured).toEqual(quality);
    expect(quality.psnrDb).toBeGreaterThan(10);
    expect(quality.psnrDb).toBeLessThan(99);
    const { psnrDb: psnr_db, worstPsnrDb: worst_psnr_db, latentError: latent_error, pictures: count } = quality;
    expect(await manifestOf(folder)).toEqual({
      name: 'tiny-stable-diffusion-2',
      variants: { unet: 'int8' },
      optimised: { unet: { from: 'unet/model.onnx', psnr_db, worst_psnr_db, latent_error, pictures: count } },
    });
    expect(components).toEqual([expect.objectContaining({ component: 'unet', file: 'unet/model_int8.onnx' })]);
    expect(components[0]?.layers).toBeGreaterThan(10);
  });

  it('stays as it was, file by file, where its pictures change more than they may; with force it does not', async () => {
    const before = await contents(folder);
    const refused = await optimiseModel(folder, testRuntime(), { ...small, leastPsnrDb: 98 });
    expect(refused.written).toBe(false);
    expect(await contents(folder)).toEqual(before);
    const forced = await optimiseModel(folder, testRuntime(), { ...small, leastPsnrDb: 98, force: true });
    expect([forced.written, (await manifestOf(folder)).variants]).toEqual([true, { unet: 'int8' }]);
  });

  it('keeps its sensitive layers, first those whose rounding changes most, before it is refused', async () => {
    const { components, quality } = await optimiseModel(folder, testRuntime(), { ...small, leastPsnrDb: 98 });
    const forced = await optimiseModel(folder, testRuntime(), { ...small, leastPsnrDb: 98, force: true });
    expect(components[0]?.layers).toBeLessThan(forced.components[0]?.layers ?? 0);
    expect(quality.psnrDb).toBeGreaterThan(forced.quality.psnrDb);
  });

  it.each(['reference', 'calibration', 'comparison'])('stays as it was where it is interrupted: %s', async (when) => {
    const before = await contents(folder);
    const ended = new AbortController();
    const onProgress = ({ stage, done }: { stage: string; done: number }) => {
      if (stage === when && done === 2) ended.abort();
    };
    const run = optimiseModel(folder, testRuntime(), { ...small, onProgress, signal: ended.signal });
    await expect(run).rejects.toMatchObject({ name: 'AbortError' });
    expect(await contents(folder)).toEqual(before);
  });

  it('gives the same pictures with its weights in a file beside the graph', async () => {
    await optimiseModel(folder, testRuntime(), small);
    const inside = (await pictures(folder)).map(({ pixels }) => Buffer.from(pixels).toString('hex'));
    await optimiseModel(folder, testRuntime(), { ...small, mostInsideBytes: 0 });
    expect(await readdir(join(folder, 'unet'))).toContain('model_int8.onnx_data');
    expect((await pictures(folder)).map(({ pixels }) => Buffer.from(pixels).toString('hex'))).toEqual(inside);
  });

  it('is made from the original again where it is optimised again', async () => {
    const first = await optimiseModel(folder, testRuntime(), small);
    const again = await optimiseModel(folder, testRuntime(), small);
    expect(again.quality).toEqual(first.quality);
    expect((await manifestOf(folder)).optimised.unet.from).toBe('unet/model.onnx');
  });

  it('can have other components rounded too, and keeps what the manifest says, with the sums of what is new', async () => {
    const paths = ['unet/model.onnx', 'vae_decoder/model.onnx'];
    const sums = await contents(folder);
    const sizes = await Promise.all(paths.map(async (path) => (await readFile(join(folder, path))).length));
    const files = paths.map((path, index) => [path, { sha256: sums[join(folder, path)], bytes: sizes[index] }]);
    const manifest = { name: 'mine', licence: 'mit', not_known: 1, files: Object.fromEntries(files) };
    await writeFile(join(folder, 'imageai.json'), JSON.stringify(manifest));
    await optimiseModel(folder, testRuntime(), { ...small, components: ['unet', 'vae_decoder'] });
    const { variants, optimised: _, files: all, ...rest } = await manifestOf(folder);
    expect(variants).toEqual({ unet: 'int8', vae_decoder: 'int8' });
    expect(rest).toEqual({ name: 'mine', licence: 'mit', not_known: 1 });
    expect(Object.keys(all)).toEqual([...paths, 'unet/model_int8.onnx', 'vae_decoder/model_int8.onnx']);
    await expect(readModelFolder(folder)).resolves.toMatchObject({ name: 'mine' });
  });

  it('is near to what it was with a distilled decoder too, whose sums stay rounded', async () => {
    const distilled = await familyFolder('tiny-stable-diffusion-distilled-decoder');
    await writeFile(join(distilled, 'imageai.json'), JSON.stringify({ name: 'mine', decoder: 'taesd_decoder' }));
    const components = ['text_encoder', 'taesd_decoder'];
    const { quality, components: rounded } = await optimiseModel(distilled, testRuntime(), { ...small, components });
    expect(rounded.map(({ component }) => component)).toEqual(components);
    expect(quality.psnrDb).toBeGreaterThan(25);
    await rm(dirname(distilled), { recursive: true });
  });

  it.each([
    [
      'half precision',
      'tiny-stable-diffusion-half',
      /unet\/model_fp16\.onnx has no layers that .*: begin with an export/,
    ],
  ])('is refused in a sentence that names the file where it is of %s', async (_, name, sentence) => {
    const half = await familyFolder(name);
    await expect(optimiseModel(half, testRuntime(), small)).rejects.toThrow(sentence);
    await rm(dirname(half), { recursive: true });
  });

  it('is refused where a component that is named is not there, or its graph is damaged', async () => {
    await expect(optimiseModel(folder, testRuntime(), { ...small, components: ['decoder'] })).rejects.toThrow(
      /decoder\/model\.onnx is missing/,
    );
    await editJson(folder, 'model_index.json', (json) => ({ ...json, unet: [null, null] }));
    await expect(optimiseModel(folder, testRuntime(), small)).rejects.toThrow(/neither a unet nor a transformer/);
  });
});
