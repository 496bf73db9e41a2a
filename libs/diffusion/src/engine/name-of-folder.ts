import { basename, resolve } from 'node:path';
import { readManifest } from '../model/manifest.js';

/** The model's name, known even where the rest of the folder is not fit to be read. */
export async function nameOfFolder(folder: string): Promise<string> {
  const manifest = await readManifest(folder).catch(() => undefined);
  return manifest?.name ?? basename(resolve(folder));
}
