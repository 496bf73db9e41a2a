import { config } from './config.js';
import { Interruption } from './interruption.js';
import { run } from './run.js';
import { Terminal } from './terminal/terminal.js';

// A reader that has seen enough (`| head -1`) is no failure.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

const settings = config();
process.exitCode = await run(process.argv.slice(2), {
  settings,
  stdout: process.stdout,
  stdin: process.stdin,
  terminal: new Terminal(process.stderr, settings.terminal),
  interruption: Interruption.ofProcess(),
});
