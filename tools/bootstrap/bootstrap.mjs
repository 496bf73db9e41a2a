import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createProgress } from '../progress.mjs';
import { build } from './build.mjs';
import { COMMANDS, HELP } from './commands.mjs';
import { handOver } from './hand-over.mjs';
import { install } from './install.mjs';
import { root } from './paths.mjs';
import { Failure } from './quietly.mjs';

/** Prepares the workspace and runs one command in it; returns its exit code. */
export async function bootstrap([name, ...args]) {
  const command = COMMANDS[name];
  if (!command) {
    const asked = name === undefined || name === '--help' || name === '-h';
    (asked ? process.stdout : process.stderr).write(asked ? HELP : `There is no "${name}".\n\n${HELP}`);
    return name === undefined || !asked ? 1 : 0;
  }
  const progress = createProgress();
  try {
    await install(progress);
    if (command.builds.length > 0) await build(name, command.builds, progress);
    progress.end();
  } catch (error) {
    progress.fail();
    if (!(error instanceof Failure)) throw error;
    process.stderr.write(`${error.message}\n`);
    // Whoever counts tests reads the last line.
    if (name === 'test') process.stdout.write('0 passed, 1 failed\n');
    return error.exitCode;
  }
  const program = join(root, command.program);
  if (!existsSync(program)) {
    process.stderr.write(`There is nothing to ${name} yet: ${command.program} is missing.\n`);
    return 1;
  }
  return handOver(program, args);
}
