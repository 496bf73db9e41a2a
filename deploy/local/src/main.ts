import { once } from 'node:events';
import { StartupError } from '@imageai/backing-services';
import { createProgress, type Progress } from '../../../tools/progress.mjs';
import { firstImage } from './first-image.js';
import { type Interruption, interruption } from './interruption.js';
import { HELP, parseRunOptions, type RunOptions } from './options.js';
import { humanReport, jsonReport } from './report.js';
import { type Stack, startStack } from './stack.js';

const INTERRUPTED = 130;

const interrupted = interruption();
const progress = createProgress();
// A reader that has seen enough (`| head -1`) must not take everything down.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
// A moment later: the stack listens too, and kills what it started.
interrupted.kill.addEventListener('abort', () => setTimeout(() => process.exit(INTERRUPTED), 50));
process.exitCode = await main(process.argv.slice(2), interrupted, progress);

async function main(args: string[], { stop, kill }: Interruption, progress: Progress): Promise<number> {
  try {
    const options = parseRunOptions(args);
    if (!options) {
      process.stdout.write(HELP);
      return 0;
    }
    const stack = await startStack({ ...options, progress, signal: stop, killSignal: kill });
    return await serve(stack, options, stop, progress);
  } catch (error) {
    progress.fail();
    if (stop.aborted) return INTERRUPTED;
    process.stderr.write(`${sentence(error as NodeJS.ErrnoException)}\n`);
    return 1;
  }
}

async function serve(stack: Stack, options: RunOptions, stop: AbortSignal, progress: Progress): Promise<number> {
  try {
    const { prompt, json, once: staysNot } = options;
    progress.step(`Making "${prompt}"`);
    const { url, cdn, keys, layout } = stack;
    const { keysFile, operatorFile } = layout;
    const image = await firstImage({ url, key: keys.enterprise, prompt, folder: layout.pictures, signal: stop });
    progress.end();
    const readiness = { url, cdn, keys, keysFile, operatorFile, image, prompt, staysUp: !staysNot };
    process.stdout.write(json ? jsonReport(readiness) : humanReport(readiness));
    if (!staysNot && !stop.aborted) await once(stop, 'abort');
    return 0;
  } catch (error) {
    progress.fail();
    throw error;
  } finally {
    await stack.stop();
  }
}

function sentence(error: NodeJS.ErrnoException): string {
  if (error instanceof StartupError) return error.message;
  if (error.code === 'ENOSPC') return 'The disk is full: free some space and start again.';
  return `Image AI could not start. ${error.message}`;
}
