import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { environment, root, workspaceNode } from './paths.mjs';

const PARENT_CHECK_MS = 250;

/** Runs the program in our place: its input, output, signals and exit code are ours. */
export function handOver(program, args) {
  const child = spawn(workspaceNode(), [program, ...args], { env: environment(), stdio: 'inherit' });
  const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  // A Ctrl-C in a terminal reaches the child by itself too; it takes the two for one.
  for (const signal of forwarded) process.on(signal, () => child.kill(signal));
  if (process.env.npm_lifecycle_event) whenOrphaned(() => child.kill('SIGTERM'));
  return new Promise((resolve) => {
    child.once('error', (error) => {
      process.stderr.write(`${program} could not be run in ${root}: ${error.message}\n`);
      resolve(1);
    });
    child.once('exit', (code, signal) => resolve(code ?? 128 + (constants.signals[signal] ?? 0)));
  });
}

/** npm passes SIGTERM on to the shell that it runs scripts in, and that shell passes it on to nobody. */
function whenOrphaned(react) {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    react();
  }, PARENT_CHECK_MS);
  timer.unref();
}
