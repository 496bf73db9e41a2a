import type { UsageQuery, UsageReport } from '@imageai/client';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { CommonOptions, Context } from '../context.js';
import { bar } from '../terminal/bar.js';
import { serverCommand } from './common-options.js';

interface Options extends CommonOptions {
  readonly month?: Month;
  readonly by?: NonNullable<UsageQuery['group_by']>;
}

/** From the first day of a month to that of the next, UTC. */
interface Month {
  readonly start: string;
  readonly end: string;
}

export const usageCommand = (context: Context): Command =>
  withUsageOptions(serverCommand('usage'))
    .description('What was used this month, day by day.')
    .action((options: Options) => usage(context, options));

/** What a month of usage can be asked for by, by whomever. */
export const withUsageOptions = (command: Command): Command =>
  command
    .option('--month <month>', 'another month: 2026-11', month)
    .addOption(new Option('--by <what>', 'told apart by it').choices(['key', 'style', 'size', 'model']));

export const usageQueryOf = ({ month, by }: Pick<Options, 'month' | 'by'>): Partial<UsageQuery> => ({
  ...month,
  bucket: 'day',
  ...(by !== undefined && { group_by: by }),
});

async function usage(context: Context, options: Options): Promise<void> {
  const { signal } = context.interruption;
  printUsage(context, options, await context.client(options).account.usage(usageQueryOf(options), { signal }));
}

export function printUsage(context: Context, { json }: { json?: boolean }, report: UsageReport): void {
  if (json) {
    context.printJson(report);
    return;
  }
  const { data, total, group_by } = report;
  const most = Math.max(1, ...data.map(({ images }) => images));
  const rows = data.map(({ start, images, requests, images_given_back }) => [
    start.slice(0, 10),
    String(images),
    String(requests),
    String(images_given_back),
    images === 0 ? '' : bar(images / most),
  ]);
  const sums = ['total', String(total.images), String(total.requests), String(total.images_given_back), ''];
  context.printTable(['DAY (UTC)', 'IMAGES', 'REQUESTS', 'GIVEN BACK', ''], [...rows, sums], '');
  if (group_by !== null) printGroups(context, report);
}

function printGroups(context: Context, { data, group_by, total }: UsageReport): void {
  const sums = new Map<string, { images: number; requests: number }>();
  for (const { name, images, requests } of data.flatMap(({ groups }) => groups ?? [])) {
    const before = sums.get(name) ?? { images: 0, requests: 0 };
    sums.set(name, { images: before.images + images, requests: before.requests + requests });
  }
  const rows = [...sums]
    .sort(([, a], [, b]) => b.images - a.images)
    .map(([name, { images, requests }]) => [
      name || '–',
      String(images),
      String(requests),
      bar(images / Math.max(1, total.images)),
    ]);
  context.print('');
  context.printTable([String(group_by).toUpperCase(), 'IMAGES', 'REQUESTS', ''], rows, 'Nothing was used.');
}

function month(text: string): Month {
  const [, year, number] = /^(2\d{3})-(0[1-9]|1[0-2])$/.exec(text) ?? [];
  if (year === undefined) throw new InvalidArgumentError('It must be a month such as 2026-11.');
  const first = (months: number) => new Date(Date.UTC(Number(year), months)).toISOString().slice(0, 10);
  return { start: first(Number(number) - 1), end: first(Number(number)) };
}
