import { Worker } from 'node:worker_threads';

/** What a thread says: how far it is, any number of times, and what it found. */
export type ThreadMessage<Result, Progress = never> = { readonly progress: Progress } | { readonly result: Result };

/** Running a model blocks its thread: in one of its own Ctrl-C is heard, and ends it at once. */
export function inThread<Result, Progress = never>(
  module: URL,
  request: object,
  signal: AbortSignal,
  onProgress: (progress: Progress) => void = () => undefined,
): Promise<Result> {
  signal.throwIfAborted();
  const worker = new Worker(module, { workerData: request });
  const { promise, resolve, reject } = Promise.withResolvers<Result>();
  const stop = () => reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  worker.on('message', (message: ThreadMessage<Result, Progress>) => {
    if ('result' in message) resolve(message.result);
    else onProgress(message.progress);
  });
  worker.once('error', reject);
  worker.once('exit', (code) =>
    reject(new Error(`The model's thread ended early (${code}): memory may have run out.`)),
  );
  return promise.finally(() => {
    signal.removeEventListener('abort', stop);
    return worker.terminate();
  });
}
