#!/usr/bin/env node
// A file that is there before anything is built: package managers link no command to one that is missing.
import { existsSync } from 'node:fs';

const program = new URL('../dist/main.js', import.meta.url);
if (existsSync(program)) {
  await import(program.href);
} else {
  process.stderr.write('The command is not built yet: "npm start" builds it.\n');
  process.exitCode = 1;
}
