// The thread that computes: ONNX Runtime blocks the thread that calls it, so that the main thread keeps to itself.
import { totalmem } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { measuredThreads } from '../runtime/measured-threads.js';
import { OnnxRuntime } from '../runtime/onnx-runtime.js';
import type { EngineRequest } from './image-engine.js';
import { ModelShelf } from './model-shelf.js';
import { policies } from './policies.js';
import { StepQueue } from './step-queue.js';
import {
  type MessageFromWorker,
  type MessageToWorker,
  type Terms,
  toWireError,
  type WorkerOptions,
} from './worker-messages.js';

const port = parentPort;
if (!port) throw new Error('this module is started as a worker thread by the engine');

const MEMORY_SHARE = 0.5;

const options: WorkerOptions = workerData;
const post = (message: MessageFromWorker, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);

const threads = options.threads ?? (await measuredThreads(options.optimisedFolder));
const models = await ModelShelf.open(options.modelFolders, new OnnxRuntime({ ...options, threads }), {
  memoryBytes: options.memoryBytes ?? MEMORY_SHARE * machineMemory(),
  idleMs: options.idleMs,
  onChange: () => post({ type: 'models', models: models.models }),
});
const queue = new StepQueue({
  models,
  policy: policies[options.policy],
  concurrency: options.concurrency,
  maxBatch: options.maxBatch,
});
const idleCheck =
  options.idleMs === undefined
    ? undefined
    : setInterval(() => void models.unloadIdle(queue.modelsInUse), options.idleMs / 2);

/** What a container may use, where that is less than what there is. */
function machineMemory(): number {
  return Math.min(process.constrainedMemory() || Number.POSITIVE_INFINITY, totalmem());
}

function generate(id: number, { model, ...request }: EngineRequest, terms: Terms): void {
  queue.add({
    id,
    model,
    request,
    tenant: terms.tenant ?? `image ${id}`,
    weight: terms.weight ?? 1,
    deadline: terms.deadline,
    onProgress: (step, of, preview) => post({ type: 'progress', id, step, of, ...(preview && { preview }) }),
    onDone: (image) => post({ type: 'done', id, image }, [image.pixels.buffer]),
    onFailed: (error) => post({ type: 'failed', id, error: toWireError(error) }),
  });
}

async function close(): Promise<void> {
  clearInterval(idleCheck);
  await queue.stop();
  await models.close();
  port?.close();
}

port.on('message', (message: MessageToWorker) => {
  switch (message.type) {
    case 'generate':
      return generate(message.id, message.request, message.terms);
    case 'abort':
      return queue.abort(message.id);
    case 'preview':
      return queue.preview(message.id);
    case 'close':
      return void close();
  }
});
post({ type: 'ready', models: models.models });
