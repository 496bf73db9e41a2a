import { spawn } from 'node:child_process';
import { root } from './paths.mjs';

const TAIL_LINES = 40;

/** Something failed that the person at the keyboard should read about, in this sentence. */
export class Failure extends Error {
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/**
 * Runs a tool without showing what it says. When it fails, the end of that is printed, and `sentence` thrown.
 * @param {{command: string, args: string[], env?: NodeJS.ProcessEnv, sentence: string, onLine?: (line: string) => void}} tool
 */
export function quietly({ command, args, env, sentence, onLine }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const output = collect(child, onLine);
    child.once('error', (error) => reject(new Failure(`${sentence} ${command} could not be run: ${error.message}`)));
    child.once('close', (code, signal) => {
      if (code === 0) return resolve(output());
      if (signal === 'SIGINT' || signal === 'SIGTERM') return reject(new Failure('Interrupted.', 130));
      process.stderr.write(`\n${output().split('\n').slice(-TAIL_LINES).join('\n')}\n\n`);
      reject(
        new Failure(
          /ENOSPC|No space left/i.test(output()) ? 'The disk is full: free some space and try again.' : sentence,
        ),
      );
    });
  });
}

function collect(child, onLine) {
  let text = '';
  const keep = (chunk) => {
    text += chunk;
    const line = chunk.trimEnd().split('\n').at(-1)?.trim();
    if (line) onLine?.(line);
  };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', keep);
  }
  return () => text.trimEnd();
}
