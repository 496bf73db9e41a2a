import { parentPort, workerData } from 'node:worker_threads';
import {
  OnnxRuntime,
  type OptimiseOptions,
  type OptimiseProgress,
  type OptimiseReport,
  optimiseModel,
} from '@imageai/diffusion';
import type { ThreadMessage } from './in-thread.js';

/** What the thread is given. */
export interface OptimiseRequest {
  readonly folder: string;
  readonly options: Omit<OptimiseOptions, 'onProgress' | 'signal'>;
}

const post = (message: ThreadMessage<OptimiseReport, OptimiseProgress>) => parentPort?.postMessage(message);
const { folder, options }: OptimiseRequest = workerData;
const onProgress = (progress: OptimiseProgress) => post({ progress });
// int8 has its fast operations on the processor.
post({ result: await optimiseModel(folder, new OnnxRuntime(), { ...options, onProgress }) });
