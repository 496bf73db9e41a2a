import { Worker } from 'node:worker_threads';
import { NO_STYLE } from '../model/styles.js';
import { checkImageRequest } from '../pipelines/image-request.js';
import type { RuntimeOptions } from '../runtime/session.js';
import { EngineError } from './engine-error.js';
import type {
  EngineRequest,
  GeneratedImage,
  GenerateOptions,
  ImageEngine,
  ModelDescriptor,
  ReadyModel,
} from './image-engine.js';
import type { PolicyName } from './policies.js';
import { WorkerHandle } from './worker-handle.js';
import type { WorkerOptions } from './worker-messages.js';

export interface EngineOptions extends RuntimeOptions {
  /** Folders with a `model_index.json`; one that cannot run is listed as unusable. */
  readonly modelFolders: readonly string[];
  /** Images that may be under way at once, so that a short one need not wait for a long one; 4 by default. */
  readonly concurrency?: number;
  /** Who is served next; `shortest-remaining` by default. */
  readonly policy?: PolicyName;
  /**
   * Images that take a step together; 1 by default. The runtime rounds differently for a batch than for one image, so
   * that with more an image no longer has the bytes that it has alone (its pixels differ by one of 255 at the most, here
   * and there). On a GPU batches are much faster, on a CPU they are not.
   */
  readonly maxBatch?: number;
  /** What loaded models may take together, in bytes; half of the machine's memory by default. */
  readonly memoryBytes?: number;
  /** Unloads a model that was not used for this long; never by default. */
  readonly idleMs?: number;
}

const DEFAULT_CONCURRENCY = 4;

/** Starts the thread; another one is for tests. */
export type StartThread = (options: WorkerOptions) => Worker;

const startThread: StartThread = (options) =>
  new Worker(new URL('./worker.js', import.meta.url), { workerData: options, name: 'diffusion' });

/**
 * Runs models in a worker thread. When the thread crashes, what it was working on is rejected and another one is
 * started; what is asked meanwhile waits for that.
 */
export class Engine implements ImageEngine {
  private closed = false;
  private nextId = 1;

  private constructor(
    readonly capacity: number,
    private readonly start: () => Promise<WorkerHandle>,
    private current: WorkerHandle,
    private restart: Promise<WorkerHandle> | undefined = undefined,
  ) {
    this.watch(current);
  }

  /**
   * Loads all models, which reads every one of their files.
   *
   * @throws EngineError `worker_crashed` when the thread cannot start
   */
  static async start(options: EngineOptions, start: StartThread = startThread): Promise<Engine> {
    const { modelFolders, executionProviders, threads, optimisedFolder, memoryBytes, idleMs } = options;
    const { concurrency = DEFAULT_CONCURRENCY, policy = 'shortest-remaining', maxBatch = 1 } = options;
    const runtime = { executionProviders, threads, optimisedFolder };
    const limits = { concurrency, policy, maxBatch, memoryBytes, idleMs };
    const workerOptions: WorkerOptions = { modelFolders, ...runtime, ...limits };
    const begin = () => WorkerHandle.start(start(workerOptions));
    return new Engine(concurrency, begin, await begin());
  }

  get models(): readonly ModelDescriptor[] {
    return this.current.models;
  }

  async generate(request: EngineRequest, options: GenerateOptions = {}): Promise<GeneratedImage> {
    options.signal?.throwIfAborted();
    const model = this.readyModel(request.model);
    checkImageRequest(request, { ...model, styles: new Set([...model.styles, NO_STYLE]) });
    const worker = await this.worker();
    options.signal?.throwIfAborted();
    return worker.generate(this.nextId++, request, options);
  }

  async close(): Promise<void> {
    this.closed = true;
    const worker = await this.restart?.catch(() => undefined);
    await (worker ?? this.current).close();
  }

  private readyModel(name: string): ReadyModel {
    const named = this.models.filter((model) => model.name === name);
    const ready = named.find((model) => model.status === 'ready');
    if (ready) return ready;
    const [unusable] = named;
    if (unusable?.status === 'unusable') throw new EngineError('model_unusable', unusable.reason);
    throw new EngineError('unknown_model', `there is no model ${JSON.stringify(name)}`);
  }

  private async worker(): Promise<WorkerHandle> {
    if (this.closed) throw new EngineError('closed', 'the engine is closed');
    if (!this.current.ended) return this.current;
    this.restart ??= this.startAgain();
    return this.restart;
  }

  /** Starts another thread as soon as one has crashed; where that fails, the next request tries again. */
  private watch(worker: WorkerHandle): void {
    worker.onCrash(() => {
      if (!this.closed) this.worker().catch(() => undefined);
    });
  }

  private async startAgain(): Promise<WorkerHandle> {
    try {
      this.current = await this.start();
      this.watch(this.current);
      return this.current;
    } finally {
      this.restart = undefined;
    }
  }
}
