import type { Command } from 'commander';
import type { CommonOptions, Context } from '../../context.js';
import { exitCodes } from '../../exit-codes.js';
import { CliError } from '../../failure.js';
import { serverCommand } from '../common-options.js';

export const cancelCommand = (context: Context): Command =>
  serverCommand('cancel')
    .description('Cancels a job: it ends at its next denoising step.')
    .argument('<id>', 'gen_…')
    .action((id: string, options: CommonOptions) => cancel(context, id, options));

async function cancel(context: Context, id: string, options: CommonOptions): Promise<void> {
  const { signal } = context.interruption;
  const generation = await context.client(options).generations.cancel(id, { signal });
  if (options.json) return context.printJson(generation);
  if (generation.status !== 'cancelled') {
    throw new CliError(`Too late: ${generation.id} is ${generation.status} already.`, exitCodes.failed);
  }
  context.print(`${generation.id} is cancelled.`);
}
