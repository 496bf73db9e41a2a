import { Worker } from 'node:worker_threads';
import { ClassifierThread } from './classifier-thread.js';
import { TextClassifierError } from './text-classifier-error.js';

/** Starts the thread; another one is for tests. */
export type StartThread = (folder: string) => Worker;

const startThread: StartThread = (folder) =>
  new Worker(new URL('./worker.js', import.meta.url), { workerData: folder, name: 'text-classifier' });

/**
 * A text classifier of a folder (`config.json`, `tokenizer.json`, `model.onnx`), run in a thread of its own, one text
 * after the other. When the thread crashes, what it was asked is rejected, and the next text starts another.
 */
export class TextClassifier {
  private last: Promise<unknown> = Promise.resolve();
  private closed = false;

  private constructor(
    private readonly start: () => ReturnType<typeof ClassifierThread.start>,
    private thread: ClassifierThread,
    /** What it tells apart. */
    readonly labels: readonly string[],
  ) {}

  /** @throws TextClassifierError, which says what is wrong with the folder */
  static async start(folder: string, startWorker: StartThread = startThread): Promise<TextClassifier> {
    const start = () => ClassifierThread.start(startWorker(folder));
    const { thread, labels } = await start();
    return new TextClassifier(start, thread, labels);
  }

  /**
   * How much of each label is in a text, from 0 to 1. Who gives up before its turn has cost nothing.
   *
   * @throws TextClassifierError, or the signal's reason
   */
  scores(text: string, signal: AbortSignal): Promise<ReadonlyMap<string, number>> {
    const answer = this.last.then(() => {
      signal.throwIfAborted();
      return this.ask(text);
    });
    this.last = answer.catch(() => undefined);
    return unlessAborted(answer, signal);
  }

  /** What runs is answered, what waits is rejected. */
  async close(): Promise<void> {
    this.closed = true;
    await this.thread.close();
    await this.last;
  }

  private async ask(text: string): Promise<ReadonlyMap<string, number>> {
    if (this.thread.ended && !this.closed) ({ thread: this.thread } = await this.start());
    if (this.closed) {
      await this.thread.close();
      throw new TextClassifierError('the classifier was closed');
    }
    const scores = await this.thread.ask(text);
    return new Map(this.labels.map((label, index) => [label, scores[index] ?? 0]));
  }
}

function unlessAborted<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  answer.then(resolve, reject);
  return promise.finally(() => signal.removeEventListener('abort', onAbort));
}
