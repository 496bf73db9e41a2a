import type { GenerationStatusName } from '@imageai/client';
import { type Command, Option } from 'commander';
import type { CommonOptions, Context } from '../../context.js';
import { moment } from '../../terminal/moment.js';
import { serverCommand } from '../common-options.js';
import { number } from '../numbers.js';

interface Options extends CommonOptions {
  readonly limit: number;
  readonly status?: GenerationStatusName;
}

const statuses: readonly GenerationStatusName[] = ['queued', 'running', 'succeeded', 'failed', 'cancelled', 'expired'];

export const listCommand = (context: Context): Command =>
  serverCommand('list')
    .description('Lists the latest jobs, newest first.')
    .option('--limit <n>', 'how many, 1 to 100', number, 20)
    .addOption(new Option('--status <status>', 'only those that stand so').choices(statuses))
    .action((options: Options) => list(context, options));

async function list(context: Context, options: Options): Promise<void> {
  const { limit, status } = options;
  const { signal } = context.interruption;
  const page = await context.client(options).generations.list({ limit, status }, { signal });
  if (options.json) return context.printJson(page);
  const rows = page.data.map(({ id, status, created_at, parameters }) => [
    id,
    status,
    moment(created_at),
    `${parameters.width}x${parameters.height}`,
    String(parameters.n),
    parameters.prompt,
  ]);
  const head = ['ID', 'STATUS', 'CREATED (UTC)', 'SIZE', 'N', 'PROMPT'];
  context.printTable(head, rows, 'There are no jobs.');
}
