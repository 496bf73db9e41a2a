import { fork } from 'node:child_process';
import { exitCodes } from '../../exit-codes.js';
import { CliError } from '../../failure.js';

/** What a child says: how far it is, any number of times, and then what it found or why not. */
type ChildMessage<Result, Progress> =
  | { readonly progress: Progress }
  | { readonly result: Result }
  | { readonly failure: string };

/**
 * Running a model blocks its thread: in a process of its own Ctrl-C is heard here, and ends it at once. A thread would not
 * do: one that is ended while ONNX Runtime computes in it may take the whole process with it.
 *
 * @param module calls `answerParent`
 */
export async function inChild<Result, Progress = never>(
  module: URL,
  request: object,
  signal: AbortSignal,
  onProgress: (progress: Progress) => void = () => undefined,
): Promise<Result> {
  signal.throwIfAborted();
  const child = fork(module, [JSON.stringify(request)], { serialization: 'advanced' });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const { promise, resolve, reject } = Promise.withResolvers<Result>();
  const stop = () => reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  child.on('message', (message: ChildMessage<Result, Progress>) => {
    if ('result' in message) resolve(message.result);
    else if ('failure' in message) reject(new CliError(message.failure, exitCodes.failed));
    else onProgress(message.progress);
  });
  child.once('error', reject);
  void exited.then((code) =>
    reject(new CliError(`The model's process ended early (${code}): memory may have run out.`, exitCodes.failed)),
  );
  try {
    return await promise;
  } finally {
    signal.removeEventListener('abort', stop);
    child.kill('SIGKILL');
    await exited;
  }
}

/** The child's side: does what the parent asks for, and tells it. */
export async function answerParent<Request, Result, Progress = never>(
  work: (request: Request, onProgress: (progress: Progress) => void) => Promise<Result>,
): Promise<void> {
  // Ctrl-C reaches both; the parent is the one who decides.
  process.on('SIGINT', () => undefined);
  const tell = (message: ChildMessage<Result, Progress>) => process.send?.(message);
  try {
    tell({ result: await work(JSON.parse(process.argv[2] ?? ''), (progress) => tell({ progress })) });
  } catch (error) {
    tell({ failure: error instanceof Error ? error.message : String(error) });
  }
}
