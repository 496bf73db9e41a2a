import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CliError } from '../../failure.js';

/** The absolute path of a folder that a command is about. */
export async function modelFolder(folder: string): Promise<string> {
  const isFolder = await stat(folder).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  if (!isFolder) throw new CliError(`There is no folder ${folder}.`);
  return resolve(folder);
}
