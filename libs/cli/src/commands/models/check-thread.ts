import { parentPort, workerData } from 'node:worker_threads';
import { checkModelFolder, type ModelCheck, OnnxRuntime } from '@imageai/diffusion';
import type { ThreadMessage } from './in-thread.js';

/** What the thread is given. */
export interface CheckRequest {
  readonly folder: string;
  readonly executionProviders: readonly string[];
}

const { folder, executionProviders }: CheckRequest = workerData;
const result = await checkModelFolder(folder, new OnnxRuntime({ executionProviders }));
parentPort?.postMessage({ result } satisfies ThreadMessage<ModelCheck>);
