import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { StartupError } from '@imageai/backing-services';

const INDEX = 'model_index.json';

/** The embedded model, and every model folder in the folder that `--models` names (or that folder itself). */
export function modelFolders(root: string, models?: string): string[] {
  const embedded = join(root, 'models', 'embedded');
  if (models === undefined) return [embedded];
  const folder = resolve(models);
  if (!existsSync(folder)) throw new StartupError(`The models folder ${folder} does not exist.`);
  // A hidden folder is a model that is being fetched.
  const names = readdirSync(folder).filter((name) => !name.startsWith('.'));
  const candidates = [folder, ...names.map((name) => join(folder, name))];
  const found = candidates.filter((candidate) => existsSync(join(candidate, INDEX)));
  if (found.length === 0) throw new StartupError(`No folder in ${folder} has a ${INDEX}: there is no model to load.`);
  const withComma = found.find((path) => path.includes(','));
  if (withComma) throw new StartupError(`A model folder may not have a comma in its path: ${withComma}.`);
  return [embedded, ...found];
}
