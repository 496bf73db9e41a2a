import type { Command } from 'commander';
import type { CommonOptions, Context } from '../../context.js';
import { OutputFiles } from '../../generation/output-files.js';
import { reportEnd } from '../../generation/report-end.js';
import { watch } from '../../generation/watch.js';
import { serverCommand } from '../common-options.js';

interface Options extends CommonOptions {
  readonly output?: string;
  readonly preview: boolean;
}

export const followCommand = (context: Context): Command =>
  serverCommand('follow')
    .description('Follows a job to its end, and says where its pictures are. Ctrl-C leaves it going.')
    .argument('<id>', 'gen_…')
    .option('-o, --output <file>', 'save them, as "imageai generate" does')
    .option('--no-preview', 'show no picture in the terminal')
    .action((id: string, options: Options) => follow(context, id, options));

async function follow(context: Context, id: string, options: Options): Promise<void> {
  const files = options.output === undefined ? undefined : new OutputFiles(options.output);
  const client = context.client(options);
  const { parameters } = await client.generations.get(id, { signal: context.interruption.signal });
  const generation = await watch(context, client, id, { ...options, number: parameters.n });
  await reportEnd(context, client, generation, { ...options, files });
}
