import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { reasonOf } from '../model/model-error.js';
import { EngineError } from './engine-error.js';
import type { EngineRequest, GeneratedImage, GenerateOptions, ModelDescriptor } from './image-engine.js';
import { fromWireError, type MessageFromWorker, type MessageToWorker } from './worker-messages.js';

interface Pending {
  readonly resolve: (image: GeneratedImage) => void;
  readonly reject: (error: unknown) => void;
  readonly onProgress: GenerateOptions['onProgress'];
  readonly wantsPreview: GenerateOptions['wantsPreview'];
}

/** The main thread's side of one worker thread, from its start to its end. */
export class WorkerHandle {
  models: readonly ModelDescriptor[] = [];
  private readonly pending = new Map<number, Pending>();
  private readonly crashListeners: (() => void)[] = [];
  private readonly exited: Promise<unknown>;
  private crash: unknown;
  private state: 'running' | 'closing' | 'ended' = 'running';

  private constructor(private readonly thread: Worker) {
    this.exited = once(thread, 'exit').catch(() => undefined);
    thread.on('error', (error) => {
      this.crash = error;
    });
    thread.on('exit', (code) => this.end(code));
  }

  /**
   * Resolves when the thread has loaded its models.
   *
   * @throws EngineError `worker_crashed` when it ends before
   */
  static async start(thread: Worker): Promise<WorkerHandle> {
    const handle = new WorkerHandle(thread);
    await new Promise<void>((resolve, reject) => {
      handle.onCrash(() => reject(handle.crashError()));
      thread.on('message', (message: MessageFromWorker) => {
        if (message.type === 'ready' || message.type === 'models') {
          handle.models = message.models;
          resolve();
        } else {
          handle.receive(message);
        }
      });
    });
    return handle;
  }

  get ended(): boolean {
    return this.state !== 'running';
  }

  onCrash(listener: () => void): void {
    if (this.state === 'ended') listener();
    else this.crashListeners.push(listener);
  }

  generate(id: number, request: EngineRequest, options: GenerateOptions): Promise<GeneratedImage> {
    const { signal, onProgress, wantsPreview, tenant, weight, deadline } = options;
    const terms = {
      ...(tenant !== undefined && { tenant }),
      ...(weight !== undefined && { weight }),
      ...(deadline !== undefined && { deadline }),
    };
    return new Promise<GeneratedImage>((resolve, reject) => {
      if (this.state !== 'running') return reject(this.crash === undefined ? closedError() : this.crashError());
      const onAbort = () => {
        this.pending.delete(id);
        this.post({ type: 'abort', id });
        reject(signal?.reason);
      };
      this.post({ type: 'generate', id, request, terms });
      signal?.addEventListener('abort', onAbort, { once: true });
      const settle = () => signal?.removeEventListener('abort', onAbort);
      this.pending.set(id, {
        onProgress,
        wantsPreview,
        resolve: (image) => {
          settle();
          resolve(image);
        },
        reject: (error) => {
          settle();
          reject(error);
        },
      });
    });
  }

  /** Rejects what has not finished; resolves when the thread has ended. */
  async close(): Promise<void> {
    if (this.state === 'running') {
      this.state = 'closing';
      this.rejectAll(closedError());
      this.post({ type: 'close' });
    }
    await this.exited;
  }

  private post(message: MessageToWorker): void {
    this.thread.postMessage(message);
  }

  private receive(message: Exclude<MessageFromWorker, { type: 'ready' | 'models' }>): void {
    const pending = this.pending.get(message.id);
    if (!pending) return;
    if (message.type === 'progress') {
      const { id, step, of, preview } = message;
      pending.onProgress?.(step, of, preview);
      // The last step is followed by the image itself.
      if (step + 1 < of && pending.wantsPreview?.()) this.post({ type: 'preview', id });
      return;
    }
    this.pending.delete(message.id);
    if (message.type === 'done') pending.resolve(message.image);
    else pending.reject(fromWireError(message.error));
  }

  private end(code: number): void {
    const crashed = this.state === 'running';
    this.state = 'ended';
    if (!crashed) return;
    this.crash ??= new Error(`exit code ${code}`);
    this.rejectAll(this.crashError());
    for (const listener of this.crashListeners) listener();
  }

  private rejectAll(error: Error): void {
    for (const { reject } of this.pending.values()) reject(error);
    this.pending.clear();
  }

  private crashError(): EngineError {
    return new EngineError(
      'worker_crashed',
      `the thread that computes ended unexpectedly (${reasonOf(this.crash)}): ask again`,
      { cause: this.crash },
    );
  }
}

function closedError(): EngineError {
  return new EngineError('closed', 'the engine was closed before the image was finished');
}
