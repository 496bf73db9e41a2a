import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { copyOf, largestDifference, TINY_FLOW, TINY_STABLE_DIFFUSION } from '../../test/fixtures.js';
import { readModelFolder } from '../model/read-model-folder.js';
import type { PixelImage } from '../pipelines/pipeline.js';
import { Engine, type EngineOptions } from './engine.js';
import type { EngineRequest, GeneratedImage } from './image-engine.js';
import { modelBytes } from './model-bytes.js';

// The thread runs what was built: Node does not read TypeScript with decorators or `.js` names.
// Processes that share the machine may take most of it.
jest.setTimeout(60_000);

const threads: Worker[] = [];
const engines: Engine[] = [];
const start = async (options: Partial<EngineOptions> = {}) => {
  const engine = await Engine.start({ modelFolders: [TINY_FLOW], threads: 1, ...options }, (workerOptions) => {
    const thread = new Worker(resolve('dist/engine/worker.js'), { workerData: workerOptions });
    threads.push(thread);
    return thread;
  });
  engines.push(engine);
  return engine;
};
afterAll(() => Promise.all(engines.map((engine) => engine.close())));

const request: EngineRequest = { model: 'tiny-flow', prompt: 'a boat', width: 128, height: 128, seed: 5, steps: 3 };
const long: EngineRequest = { ...request, width: 1024, height: 1024, steps: 900 };
const sha256 = ({ pixels }: Pick<GeneratedImage, 'pixels'>) => createHash('sha256').update(pixels).digest('hex');
const nextTurn = () => new Promise<void>((done) => setImmediate(done));

describe('Engine', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await start();
  });

  it('describes its models', () => {
    expect(engine.models).toEqual([
      {
        status: 'ready',
        name: 'tiny-flow',
        folder: TINY_FLOW,
        digest: expect.stringMatching(/^[0-9a-f]{64}$/),
        revision: '1',
        licence: 'Apache-2.0',
        source: 'made by libs/diffusion/fixtures/make_tiny_model.py',
        pipeline: 'StyledLatentFlowPipeline',
        executionProvider: 'cpu',
        runtime: expect.stringMatching(/^onnxruntime-\d+\.\d+\.\d+-cpu-1-thread$/),
        passedOver: [],
        defaults: { steps: 4, guidanceScale: 7.5 },
        styles: ['photorealistic', 'painting', 'cartoon', 'sketch', 'abstract'],
        sizeMultiple: 128,
        maxPixels: 4194304,
        features: ['text-to-image', 'negative-prompt', 'styles'],
      },
    ]);
  });

  it('says what was missing of a provider that was to be tried first', async () => {
    const other = await start({ executionProviders: ['no-such-provider', 'cpu'] });
    expect(other.models).toMatchObject([
      { passedOver: [expect.stringMatching(/^no-such-provider: not in this build/)] },
    ]);
    await other.close();
  });

  it('gives RGB pixels of the size asked for, reports every step, and how long it took', async () => {
    const steps: string[] = [];
    const image = await engine.generate(
      { ...request, width: 256 },
      { onProgress: (step, of) => steps.push(`${step}/${of}`) },
    );
    expect([image.width, image.height, image.pixels.length]).toEqual([256, 128, 256 * 128 * 3]);
    expect(steps).toEqual(['1/3', '2/3', '3/3']);
    const { encodeMs, denoiseMs, decodeMs, totalMs } = image.timings;
    expect(encodeMs + denoiseMs + decodeMs).toBeLessThanOrEqual(totalMs);
  });

  it('brings a preview, an eighth of the size, with the step after the one at which it was wanted, and the same image', async () => {
    const seen: (PixelImage | undefined)[] = [];
    const shown = await engine.generate(
      { ...request, width: 256, steps: 60 },
      { onProgress: (_step, _of, preview) => seen.push(preview), wantsPreview: () => true },
    );
    expect(seen).toHaveLength(60);
    const previews = seen.filter((preview) => preview !== undefined);
    expect(previews.length).toBeGreaterThan(0);
    expect(seen[0]).toBeUndefined();
    for (const { width, height, pixels } of previews) expect([width, height, pixels.length]).toEqual([32, 16, 1536]);
    expect(sha256(shown)).toBe(sha256(await engine.generate({ ...request, width: 256, steps: 60 })));
  });

  it('makes no previews that nobody wants', async () => {
    const seen: unknown[] = [];
    await engine.generate(request, {
      onProgress: (_step, _of, preview) => seen.push(preview),
      wantsPreview: () => false,
    });
    expect(seen).toEqual([undefined, undefined, undefined]);
  });

  it('takes the default steps and guidance scale of the model where a request leaves them out', async () => {
    const { steps: _, ...open } = request;
    const [left, given] = [
      await engine.generate(open),
      await engine.generate({ ...open, steps: 4, guidanceScale: 7.5 }),
    ];
    expect(sha256(left)).toBe(sha256(given));
  });

  it('refuses at once what the model cannot honour, an unknown model, and a signal that is aborted already', async () => {
    const running = engine.generate(request);
    await expect(engine.generate({ ...request, width: 100 })).rejects.toMatchObject({ param: 'width' });
    await expect(engine.generate({ ...request, style: 'cubism' })).rejects.toMatchObject({ param: 'style' });
    await expect(engine.generate({ ...request, model: 'other' })).rejects.toMatchObject({ code: 'unknown_model' });
    await expect(engine.generate(request, { signal: AbortSignal.abort('late') })).rejects.toBe('late');
    await running;
  });

  it('stops at the next step when aborted, and goes on with the next image', async () => {
    const abort = new AbortController();
    let steps = 0;
    const aborted = engine.generate(long, {
      signal: abort.signal,
      onProgress: () => {
        steps += 1;
        if (steps === 2) abort.abort(new Error('no longer wanted'));
      },
    });
    await expect(aborted).rejects.toThrow('no longer wanted');
    const next = await engine.generate(request);
    expect(steps).toBeLessThan(10);
    expect(next.pixels).toHaveLength(128 * 128 * 3);
  });

  it('forgets an image that is aborted while it waits', async () => {
    const abort = new AbortController();
    const progress: number[] = [];
    const first = engine.generate(request);
    const second = engine.generate(
      { ...request, seed: 6 },
      { signal: abort.signal, onProgress: (step) => progress.push(step) },
    );
    const third = engine.generate({ ...request, seed: 7 });
    await nextTurn();
    abort.abort('changed my mind');
    await expect(second).rejects.toBe('changed my mind');
    await Promise.all([first, third]);
    expect(progress).toEqual([]);
  });

  it.each([1, 2, 3, 4])('gives the same bytes alone and beside others of any kind, with %i threads', async (count) => {
    const requests = [1, 2, 3, 4, 5, 6].map((seed) => {
      const varied = {
        seed,
        steps: 1 + (seed % 4),
        guidanceScale: seed === 3 ? 1 : 7.5,
        width: seed === 5 ? 256 : 128,
      };
      return { ...request, ...varied, negativePrompt: seed % 2 === 0 ? 'people' : '' };
    });
    const fresh = await start({ threads: count, concurrency: 1, policy: 'first-come-first-served' });
    const alone: string[] = [];
    for (const one of requests) alone.push(sha256(await fresh.generate(one)));
    const crowded = await start({ threads: count, concurrency: 6 });
    const together = await Promise.all(
      requests.map((one) => crowded.generate(one, { tenant: `account ${one.seed % 2}`, weight: one.seed })),
    );
    expect(together.map(sha256)).toEqual(alone);
    expect(crowded.models).toMatchObject([{ runtime: expect.stringContaining(`-cpu-${count}-thread`) }]);
  });

  it('gives in a batch what it gives alone, but for the last bit of a colour', async () => {
    const requests = [1, 2, 3, 4].map((seed) => ({
      ...request,
      seed,
      steps: 1 + seed,
      guidanceScale: seed === 3 ? 1 : 7.5,
    }));
    const batched = await start({ threads: 4, concurrency: 4, maxBatch: 4 });
    const together = await Promise.all(requests.map((one) => batched.generate(one)));
    for (const [index, one] of requests.entries()) {
      const { pixels } = await engine.generate(one);
      expect(largestDifference(together[index]?.pixels ?? [], pixels)).toBeLessThanOrEqual(1);
    }
  });

  it('gives the same bytes alone, beside others, and in another process', async () => {
    const requests = [1, 2, 3, 4].map((seed) => ({ ...request, seed, steps: 2 + seed, width: 128 * seed }));
    const alone: string[] = [];
    for (const one of requests) alone.push(sha256(await engine.generate(one)));
    const crowded = await start({ concurrency: 3 });
    const together = await Promise.all(requests.map((one) => crowded.generate(one)));
    expect(together.map(sha256)).toEqual(alone);
    const { model: _, ...bare } = requests[0] as EngineRequest;
    const script = [resolve('test/generate-once.mjs'), TINY_FLOW, JSON.stringify(bare)];
    const elsewhere = await promisify(execFile)(process.execPath, script);
    expect(elsewhere.stdout).toBe(alone[0]);
  });

  it('serves a short image before the rest of a long one, and gives both the bytes that they have alone', async () => {
    const [long, short] = [
      { ...request, steps: 60 },
      { ...request, seed: 9, steps: 1 },
    ];
    const alone = [sha256(await engine.generate(long)), sha256(await engine.generate(short))];
    const ended: string[] = [];
    const begun = Promise.withResolvers<void>();
    const first = engine.generate(long, { onProgress: () => begun.resolve() }).finally(() => ended.push('long'));
    await begun.promise;
    const second = engine.generate(short).finally(() => ended.push('short'));
    expect([sha256(await first), sha256(await second)]).toEqual(alone);
    expect(ended).toEqual(['short', 'long']);
  });

  it('gives up an image at its next step when its deadline is over', async () => {
    const late = engine.generate(long, { deadline: Date.now() + 200 });
    await expect(late).rejects.toMatchObject({ name: 'EngineError', code: 'deadline_passed' });
    await engine.generate(request);
  });

  it('tells how many images it has under way at once', async () => {
    expect(engine.capacity).toBe(4);
    expect((await start({ concurrency: 2 })).capacity).toBe(2);
  });

  it('keeps the event loop of the main thread free while it computes', async () => {
    let turns = 0;
    let busy = true;
    const image = engine.generate({ ...request, width: 1024, height: 1024, steps: 5 }).finally(() => {
      busy = false;
    });
    while (busy) {
      turns += 1;
      await nextTurn();
    }
    await image;
    expect(turns).toBeGreaterThan(100);
  });
});

describe('an Engine whose thread crashes', () => {
  it('rejects what was asked, starts another thread, and gives the same bytes again', async () => {
    const engine = await start();
    const before = sha256(await engine.generate(request));
    const lost = Promise.allSettled([engine.generate(long), engine.generate(request)]);
    await nextTurn();
    await threads.at(-1)?.terminate();
    for (const outcome of await lost) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { name: 'EngineError', code: 'worker_crashed' } });
    }
    expect(sha256(await engine.generate(request))).toBe(before);
  });

  it('says so when the thread cannot start at all', async () => {
    const broken = Engine.start(
      { modelFolders: [] },
      () => new Worker('throw new Error("no such luck")', { eval: true }),
    );
    await expect(broken).rejects.toMatchObject({ code: 'worker_crashed' });
    await expect(broken).rejects.toThrow(/no such luck/);
  });
});

describe('an Engine that is closed', () => {
  it('rejects what has not finished and what is asked afterwards, and ends its thread', async () => {
    const engine = await start();
    const running = engine.generate(long);
    const outcome = expect(running).rejects.toMatchObject({ code: 'closed' });
    await nextTurn();
    await Promise.all([engine.close(), engine.close()]);
    await outcome;
    await expect(engine.generate(request)).rejects.toMatchObject({ code: 'closed' });
    expect(threads.at(-1)?.threadId).toBe(-1);
  });
});

describe('an Engine with several models', () => {
  it('lists one that cannot run with the reason, and serves the others', async () => {
    const damaged = await copyOf(TINY_FLOW);
    await rm(resolve(damaged, 'unet/model.onnx'));
    const engine = await start({ modelFolders: [damaged, TINY_FLOW, TINY_STABLE_DIFFUSION, TINY_FLOW] });
    expect(engine.models.map(({ name, status }) => `${name} ${status}`)).toEqual([
      'tiny-flow unusable',
      'tiny-flow ready',
      'tiny-stable-diffusion ready',
      'tiny-flow unusable',
    ]);
    expect(engine.models[0]).toMatchObject({
      code: 'file_missing',
      reason: expect.stringContaining('unet/model.onnx'),
    });
    expect(engine.models[3]).toMatchObject({ code: 'name_taken' });
    const image = await engine.generate({ ...request, style: 'painting' });
    const other = await engine.generate({ ...request, model: 'tiny-stable-diffusion', style: 'painting' });
    expect(other.pixels).toHaveLength(image.pixels.length);
  });

  it('changes between models that do not fit into memory beside each other, and gives the same bytes', async () => {
    const both = [TINY_FLOW, TINY_STABLE_DIFFUSION];
    const requests = ['tiny-flow', 'tiny-stable-diffusion', 'tiny-flow', 'tiny-stable-diffusion'].map(
      (model, seed) => ({
        ...request,
        model,
        seed,
      }),
    );
    const roomy = await start({ modelFolders: both });
    const expected = await Promise.all(requests.map((one) => roomy.generate(one)));
    const sizes = await Promise.all(both.map(async (folder) => modelBytes(await readModelFolder(folder))));
    const narrow = await start({ modelFolders: both, memoryBytes: Math.max(...sizes) });
    const images = await Promise.all(requests.map((one) => narrow.generate(one)));
    expect(images.map(sha256)).toEqual(expected.map(sha256));
  });

  it('says why a model is unusable to those who ask for it', async () => {
    const engine = await start({ modelFolders: ['no/such/folder'] });
    await expect(engine.generate({ ...request, model: 'folder' })).rejects.toMatchObject({ code: 'model_unusable' });
  });
});
