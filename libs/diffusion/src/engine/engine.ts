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
import { WorkerHandle } from './worker-handle.js';
import type { WorkerOptions } from './worker-messages.js';

export interface EngineOptions extends RuntimeOptions {
  /** Folders with a `model_index.json`; one that cannot run is listed as unusable. */
  readonly modelFolders: readonly string[];
  /** Images whose steps are taken in turns; 1 by default, which is best on a CPU. */
  readonly concurrency?: number;
}

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
    const { modelFolders, executionProviders, threads, concurrency = 1 } = options;
    const workerOptions: WorkerOptions = { modelFolders, executionProviders, threads, concurrency };
    const begin = () => WorkerHandle.start(start(workerOptions));
    return new Engine(begin, await begin());
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
