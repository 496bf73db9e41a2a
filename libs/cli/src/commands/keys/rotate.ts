import type { Command } from 'commander';
import type { CommonOptions, Context } from '../../context.js';
import { serverCommand } from '../common-options.js';
import { number } from '../numbers.js';
import { printSecret } from './create.js';

interface Options extends CommonOptions {
  readonly overlap?: number;
}

export const rotateCommand = (context: Context): Command =>
  serverCommand('rotate')
    .description('Makes the successor of a key, and prints it: this once.')
    .argument('<id>', 'key_…')
    .option('--overlap <seconds>', 'how long the key before still works; a day where absent, 0: it ends now', number)
    .action((id: string, options: Options) => rotate(context, id, options));

async function rotate(context: Context, id: string, options: Options): Promise<void> {
  const { overlap } = options;
  const params = overlap === undefined ? {} : { overlap_seconds: overlap };
  const { signal } = context.interruption;
  printSecret(context, options, await context.client(options).keys.rotate(id, params, { signal }));
}
