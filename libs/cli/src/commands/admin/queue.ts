import type { QueueOverview } from '@imageai/client/admin';
import type { Command } from 'commander';
import type { AdminOptions, Context } from '../../context.js';
import { moment } from '../../terminal/moment.js';
import { adminServerCommand } from '../common-options.js';

export const queueCommand = (context: Context): Command =>
  adminServerCommand('queue')
    .description('What waits in which lane, and who works.')
    .action(async (options: AdminOptions) => {
      const overview = await context.admin(options).work.queue({ signal: context.interruption.signal });
      if (options.json) return context.printJson(overview);
      printQueue(context, overview);
    });

function printQueue(context: Context, { lanes, workers, estimates, dead_letters }: QueueOverview): void {
  const longest = (lane: string) =>
    Math.max(0, ...estimates.filter((one) => one.lane === lane).map((one) => one.wait_ms));
  context.printTable(
    ['LANE', 'WAITING', 'DISPATCHED', 'RUNNING', 'OLDEST (UTC)', 'EXPECTED WAIT'],
    lanes.map(({ lane, waiting, dispatched, running, oldest_accepted_at }) => [
      lane,
      String(waiting),
      String(dispatched),
      String(running),
      moment(oldest_accepted_at),
      `${(longest(lane) / 1000).toFixed(1)} s`,
    ]),
    '',
  );
  context.print('');
  const rows = workers.map(({ id, running, seen_at }) => [id, String(running), moment(seen_at)]);
  context.printTable(['WORKER', 'RUNNING', 'SEEN (UTC)'], rows, 'There are no workers: nothing is made.');
  if (dead_letters > 0) context.terminal.note(`${dead_letters} images failed for good: imageai admin dead-letters`);
}

export const adminModelsCommand = (context: Context): Command =>
  adminServerCommand('models')
    .description('The catalogue of models, those that cannot be used too.')
    .action(async (options: AdminOptions) => {
      const models = await context.admin(options).work.models({ signal: context.interruption.signal });
      if (options.json) return context.printJson({ data: models });
      const rows = models.map(({ name, usable, runtime, registered_at, unusable_reason, pipeline }) => [
        name,
        usable ? 'ready' : 'unusable',
        runtime,
        moment(registered_at),
        unusable_reason ?? pipeline,
      ]);
      context.printTable(['MODEL', 'STATUS', 'RUNTIME', 'SINCE (UTC)', 'WHAT'], rows, 'No worker announced a model.');
    });
