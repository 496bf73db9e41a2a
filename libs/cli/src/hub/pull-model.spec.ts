import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { commit, HubServer } from '../../test/hub-server.js';
import { Hub } from './hub.js';
import { type PullRequest, pullModel } from './pull-model.js';

const weights = Buffer.alloc(200_000, 'weights');
const files = {
  'README.md': 'for people',
  'model_index.json': '{"_class_name": "StableDiffusionPipeline"}',
  'unet/model.onnx': weights,
  'unet/config.json': '{}',
  'tokenizer/merges.txt': '#version: 0.2',
  'text_encoder/model.onnx': Buffer.alloc(5_000, 7),
};

let hub: HubServer;
let models: string;
beforeAll(async () => {
  hub = await HubServer.start();
});
afterAll(() => hub.stop());
beforeEach(async () => {
  hub.serve(files);
  models = await mkdtemp(join(tmpdir(), 'imageai-models-'));
});

const progress: [number, number][] = [];
function pull(request: Partial<PullRequest> = {}, { token, signal }: { token?: string; signal?: AbortSignal } = {}) {
  const variants = { everywhere: undefined, byComponent: {} };
  const all = { repository: 'owner/model', revision: 'main', models, name: 'mine', variants, ...request };
  progress.length = 0;
  return pullModel(new Hub({ endpoint: hub.url, token }), all, {
    signal: signal ?? new AbortController().signal,
    waitMs: 0,
    onProgress: (done, of) => {
      hub.taken += Math.max(done - (progress.at(-1)?.[0] ?? 0), 0);
      progress.push([done, of]);
    },
  });
}
const unetOf = (folder: string) => readFile(join(folder, 'unet/model.onnx'));
const unetCalls = () => hub.calls.filter((call) => call.startsWith('unet/model.onnx'));

describe('a pulled model', () => {
  it('has the files that the engine needs, and a manifest with licence, source, commit and sha256 of each', async () => {
    const { folder, bytes } = await pull();
    expect(folder).toBe(join(models, 'mine'));
    const { files: sums, ...about } = JSON.parse(await readFile(join(folder, 'imageai.json'), 'utf8'));
    const source = `${hub.url}/owner/model`;
    expect(about).toEqual({ name: 'mine', revision: commit, licence: 'openrail', source });
    expect(Object.keys(sums).sort()).toEqual(
      Object.keys(files)
        .filter((path) => path !== 'README.md')
        .sort(),
    );
    for (const [path, { sha256, bytes: size }] of Object.entries<{ sha256: string; bytes: number }>(sums)) {
      const content = await readFile(join(folder, path));
      expect([path, size, sha256]).toEqual([path, content.length, createHash('sha256').update(content).digest('hex')]);
    }
    expect(progress.at(-1)).toEqual([bytes, bytes]);
    expect(await readdir(models)).toEqual(['mine']);
  });

  it('keeps what the repository’s own manifest says besides', async () => {
    const manifest = { name: 'theirs', defaults: { num_inference_steps: 1 }, variants: { unet: 'fp16' }, files: {} };
    hub.serve({ ...files, 'imageai.json': JSON.stringify(manifest) });
    const { folder } = await pull();
    const written = JSON.parse(await readFile(join(folder, 'imageai.json'), 'utf8'));
    expect(written).toMatchObject({ name: 'mine', defaults: { num_inference_steps: 1 } });
    expect([written.variants, 'imageai.json' in written.files]).toEqual([undefined, false]);
  });

  it('is not fetched again; a folder that is something else is not touched', async () => {
    await pull();
    hub.calls.length = 0;
    expect(await pull()).toMatchObject({ was_there: true });
    expect(hub.calls).toEqual([]);
    await mkdir(join(models, 'other'));
    await expect(pull({ name: 'other' })).rejects.toThrow(/is there already, and is something else/);
    expect(await readdir(join(models, 'other'))).toEqual([]);
  });
});

describe('a download that is cut', () => {
  it('goes on from where it ended, as often as each try brings something', async () => {
    hub.cut('unet/model.onnx', 30_000, 6);
    const { folder, bytes } = await pull();
    expect(await unetOf(folder)).toEqual(weights);
    const resumed = unetCalls().slice(1);
    expect(resumed).toHaveLength(6);
    for (const call of resumed) expect(call).toMatch(/ bytes=[1-9]\d*-$/);
    expect(progress.at(-1)).toEqual([bytes, bytes]);
  });

  it('leaves nothing under the model’s name; the next pull takes what is there', async () => {
    hub.cut('unet/model.onnx', 100_000);
    hub.refuse('unet/model.onnx', 503, 10);
    await expect(pull()).rejects.toMatchObject({ name: 'CliError', exitCode: 5 });
    expect(await readdir(models)).toEqual(['.mine.unfinished']);
    hub.serve(files);
    const { folder } = await pull();
    expect(await unetOf(folder)).toEqual(weights);
    expect(unetCalls()).toEqual([expect.stringMatching(/bytes=[1-9]/)]);
    expect(hub.calls).not.toContain('model_index.json');
    expect(await readdir(models)).toEqual(['mine']);
  });

  it('begins anew where the hub cannot go on, and gives up on one that never gets farther', async () => {
    hub.cut('unet/model.onnx', 100_000);
    hub.ignoresRanges = true;
    const { folder, bytes } = await pull();
    expect(await unetOf(folder)).toEqual(weights);
    expect(progress.at(-1)).toEqual([bytes, bytes]);
    hub.cut('unet/model.onnx', 50_000, 100);
    await expect(pull({ name: 'never' })).rejects.toThrow(/unet\/model\.onnx|connection to the hub was lost/);
    expect(unetCalls().length).toBeLessThan(12);
  });
});

describe('bytes that are not those the hub names', () => {
  it.each(['unet/model.onnx', 'unet/config.json'])('never stand in a model: %s is refused', async (path) => {
    hub.garble(path);
    await expect(pull()).rejects.toThrow(`${path} is not what the hub says it is`);
    expect(await readdir(models)).toEqual(['.mine.unfinished']);
    expect((await pull()).folder).toBe(join(models, 'mine'));
  });

  it('among those of an earlier try are fetched once more', async () => {
    hub.cut('unet/model.onnx', 100_000);
    hub.refuse('unet/model.onnx', 503, 10);
    await expect(pull()).rejects.toThrow();
    hub.serve(files);
    const folder = join(models, '.mine.unfinished/unet');
    const part = (await readdir(folder)).find((name) => name.endsWith('.part')) ?? '';
    await writeFile(join(folder, part), Buffer.alloc(70_000, 'x'));
    expect(await unetOf((await pull()).folder)).toEqual(weights);
    expect(unetCalls()).toEqual(['unet/model.onnx bytes=70000-', 'unet/model.onnx']);
  });
});

describe('a hub', () => {
  it('gets the token, and the store that it leads to does not', async () => {
    hub.token = 'hf_secret';
    await pull({}, { token: 'hf_secret' });
    expect(hub.tokensAtStore.length).toBeGreaterThan(0);
    expect(new Set(hub.tokensAtStore)).toEqual(new Set([undefined]));
  });

  it('that wants a token, or another one, is not asked again, and the sentence says what to do', async () => {
    hub.token = 'hf_secret';
    await expect(pull()).rejects.toMatchObject({ exitCode: 3, message: expect.stringContaining('set HF_TOKEN') });
    const wrong = pull({}, { token: 'hf_wrong' });
    await expect(wrong).rejects.toMatchObject({ exitCode: 3, message: expect.stringContaining('another token') });
    await expect(wrong).rejects.not.toThrow('hf_wrong');
  });

  it('that has no such repository or revision is said so', async () => {
    await expect(pull({ repository: 'owner/none' })).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('has no owner/none at main'),
    });
    await expect(pull({ revision: 'v9' })).rejects.toThrow(/has no owner\/model at v9/);
  });

  it('that is overloaded for a moment is asked again; one that stays so is given up', async () => {
    hub.refuse('revision', 503, 2);
    hub.refuse('unet/config.json', 429, 2);
    expect((await pull()).was_there).toBe(false);
    hub.refuse('revision', 500, 10);
    await expect(pull({ name: 'other' })).rejects.toMatchObject({ exitCode: 5 });
  });

  it('is left at once when the pull is interrupted', async () => {
    const interrupted = new AbortController();
    hub.cut('unet/model.onnx', 1_000, 1_000);
    const pulling = pull({}, { signal: interrupted.signal });
    interrupted.abort();
    await expect(pulling).rejects.toMatchObject({ name: 'AbortError' });
    expect(await readdir(models)).not.toContain('mine');
  });
});
