import type { Command } from 'commander';
import type { CommonOptions, Context } from '../../context.js';
import { describe } from '../../generation/describe.js';
import { serverCommand } from '../common-options.js';

export const showCommand = (context: Context): Command =>
  serverCommand('show')
    .description('Shows one job.')
    .argument('<id>', 'gen_…')
    .action((id: string, options: CommonOptions) => show(context, id, options));

async function show(context: Context, id: string, options: CommonOptions): Promise<void> {
  const { signal } = context.interruption;
  const generation = await context.client(options).generations.get(id, { signal });
  if (options.json) return context.printJson(generation);
  for (const line of describe(generation)) context.print(line);
}
