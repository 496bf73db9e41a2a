import { parentPort, workerData } from 'node:worker_threads';
import { checkModelFolder, OnnxRuntime } from '@imageai/diffusion';
import type { CheckRequest } from './check-in-thread.js';

const { folder, executionProviders }: CheckRequest = workerData;
parentPort?.postMessage(await checkModelFolder(folder, new OnnxRuntime({ executionProviders })));
