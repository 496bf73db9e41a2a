import type { Worker } from 'node:worker_threads';
import { reasonOf, TextClassifierError } from './text-classifier-error.js';
import type { Ready, Request, Verdict } from './worker-messages.js';

/** One thread from its start to its end. It is asked one text after the other. */
export class ClassifierThread {
  private crash: unknown;
  private hasEnded = false;
  private readonly exited: Promise<void>;

  private constructor(private readonly worker: Worker) {
    worker.on('error', (error) => {
      this.crash = error;
    });
    this.exited = new Promise((resolve) => {
      worker.on('exit', () => {
        this.hasEnded = true;
        resolve();
      });
    });
  }

  /** @throws TextClassifierError where the model cannot be loaded */
  static async start(worker: Worker): Promise<{ thread: ClassifierThread; labels: readonly string[] }> {
    const thread = new ClassifierThread(worker);
    const { labels } = await thread.next<Ready>();
    return { thread, labels };
  }

  get ended(): boolean {
    return this.hasEnded;
  }

  /** @throws TextClassifierError */
  async ask(text: string): Promise<readonly number[]> {
    const answer = this.next<Verdict>();
    this.post({ text });
    const verdict = await answer;
    if ('failure' in verdict) throw new TextClassifierError(verdict.failure);
    return verdict.scores;
  }

  /** Lets it finish: to terminate a thread inside ONNX Runtime aborts the whole process. */
  async close(): Promise<void> {
    if (this.hasEnded) return;
    this.post('close');
    await this.exited;
  }

  private post(request: Request): void {
    this.worker.postMessage(request);
  }

  private next<Message>(): Promise<Message> {
    const { promise, resolve, reject } = Promise.withResolvers<Message>();
    const onExit = () => {
      const reason = this.crash === undefined ? 'its thread ended' : reasonOf(this.crash);
      reject(new TextClassifierError(reason, { cause: this.crash }));
    };
    this.worker.once('message', resolve).once('exit', onExit);
    return promise.finally(() => {
      this.worker.off('message', resolve).off('exit', onExit);
    });
  }
}
