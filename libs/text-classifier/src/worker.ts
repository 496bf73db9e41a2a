// The thread that classifies: ONNX Runtime blocks the thread that calls it, and requests must not wait for a verdict on another.
import { parentPort, workerData } from 'node:worker_threads';
import { TextModel } from './runtime/text-model.js';
import { reasonOf } from './text-classifier-error.js';
import type { Ready, Request, Verdict } from './worker-messages.js';

const port = parentPort;
if (!port) throw new Error('this module is started as a worker thread by TextClassifier');

const model = await TextModel.load(workerData as string);

async function judge(text: string): Promise<Verdict> {
  try {
    return { scores: await model.scores(text) };
  } catch (error) {
    return { failure: reasonOf(error) };
  }
}

let last: Promise<unknown> = Promise.resolve();
port.on('message', (request: Request) => {
  last = last.then(async () => (request === 'close' ? port.close() : port.postMessage(await judge(request.text))));
});
port.postMessage({ labels: model.labels } satisfies Ready);
