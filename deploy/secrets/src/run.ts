import { resolve } from 'node:path';
import { filesOf } from './files.js';
import { readSecrets, writeFolder } from './folder.js';
import { withOperators } from './operators.js';
import { HELP, parseOptions } from './options.js';
import { retire, rotate } from './rotation.js';
import { completed } from './secrets.js';
import { SecretsError } from './secrets-error.js';

/** Does what the command line asks for, and returns what is to be said of it. */
export function run(args: readonly string[]): string {
  const options = parseOptions(args);
  if (options === undefined) return HELP;
  const folder = resolve(options.folder);
  const kept = readSecrets(folder);
  if (kept === undefined && (options.rotate ?? options.retire ?? options.dismiss) !== undefined) {
    throw new SecretsError(
      `There are no secrets in ${folder} yet: make them first, without --rotate, --retire or --dismiss.`,
    );
  }
  const secrets = withOperators(completed(kept), options);
  const rotated = options.rotate === undefined ? { secrets, steps: [] } : rotate(secrets, options.rotate);
  const final = options.retire === undefined ? rotated.secrets : retire(rotated.secrets, options.retire);
  writeFolder(folder, final, filesOf(final, options));
  const steps = rotated.steps.map((step, index) => `${index + 1}. ${step}\n`);
  return `${kept === undefined ? 'Made' : 'Kept'} in ${folder}. Whoever has this folder has everything: store it as you store such things.\n${steps.join('')}`;
}
