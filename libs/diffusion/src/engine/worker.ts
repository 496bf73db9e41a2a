// The thread that computes: ONNX Runtime blocks the thread that calls it, so that the main thread keeps to itself.
import { parentPort, workerData } from 'node:worker_threads';
import { OnnxRuntime } from '../runtime/onnx-runtime.js';
import type { EngineRequest } from './image-engine.js';
import { loadModels } from './load-models.js';
import { RunQueue } from './run-queue.js';
import { type MessageFromWorker, type MessageToWorker, toWireError, type WorkerOptions } from './worker-messages.js';

const port = parentPort;
if (!port) throw new Error('this module is started as a worker thread by the engine');

const options: WorkerOptions = workerData;
const post = (message: MessageFromWorker, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);

const { descriptors, pipelines } = await loadModels(options.modelFolders, new OnnxRuntime(options));
const queue = new RunQueue(options.concurrency);

function generate(id: number, request: EngineRequest): void {
  const pipeline = pipelines.get(request.model);
  if (!pipeline) {
    const error = toWireError(new Error(`there is no model ${request.model} any more`));
    post({ type: 'failed', id, error });
    return;
  }
  queue.add({
    id,
    pipeline,
    request,
    onProgress: (step, of, preview) => post({ type: 'progress', id, step, of, ...(preview && { preview }) }),
    onDone: (image) => post({ type: 'done', id, image }, [image.pixels.buffer]),
    onFailed: (error) => post({ type: 'failed', id, error: toWireError(error) }),
  });
}

async function close(): Promise<void> {
  await queue.stop();
  for (const pipeline of pipelines.values()) await pipeline.release();
  port?.close();
}

port.on('message', (message: MessageToWorker) => {
  switch (message.type) {
    case 'generate':
      return generate(message.id, message.request);
    case 'abort':
      return queue.abort(message.id);
    case 'preview':
      return queue.preview(message.id);
    case 'close':
      return void close();
  }
});
post({ type: 'ready', models: descriptors });
