import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A session holds the weights and what it made of them; measured on Stable Diffusion 1.5 (4.3 GB of files, 5.65 GB). */
const SESSION_OVERHEAD = 1.3;

/** About what a model takes in memory, from the size of its components' files. */
export async function modelBytes(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile() && entry.parentPath !== folder);
  const sizes = await Promise.all(files.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).size));
  return Math.ceil(SESSION_OVERHEAD * sizes.reduce((sum, size) => sum + size, 0));
}
