import { readdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

const LARGEST_BYTES = 20 * 1024 * 1024;

/** Keeps one older log of each process, so that a folder that is used for years does not grow for years. */
export function rotateLogs(folder: string): void {
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    if (name.endsWith('.log') && statSync(file).size > LARGEST_BYTES) renameSync(file, `${file}.1`);
  }
}
