import { Worker } from 'node:worker_threads';
import type { ModelCheck } from '@imageai/diffusion';

export interface CheckRequest {
  readonly folder: string;
  readonly executionProviders: readonly string[];
}

/** Loading and running a model blocks its thread: in one of its own Ctrl-C is heard. */
export function checkInThread(request: CheckRequest, signal: AbortSignal): Promise<ModelCheck> {
  signal.throwIfAborted();
  const worker = new Worker(new URL('./check-thread.js', import.meta.url), { workerData: request });
  const { promise, resolve, reject } = Promise.withResolvers<ModelCheck>();
  const stop = () => reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  worker.once('message', resolve);
  worker.once('error', reject);
  worker.once('exit', (code) => reject(new Error(`The check ended early (${code}): memory may have run out.`)));
  return promise.finally(() => {
    signal.removeEventListener('abort', stop);
    return worker.terminate();
  });
}
