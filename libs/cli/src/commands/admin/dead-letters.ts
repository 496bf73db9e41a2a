import { Command } from 'commander';
import type { AdminOptions, Context } from '../../context.js';
import { moment } from '../../terminal/moment.js';
import { adminServerCommand } from '../common-options.js';
import { number } from '../numbers.js';

export const deadLettersCommand = (context: Context): Command =>
  new Command('dead-letters')
    .description('Images that failed for good.')
    .addCommand(listCommand(context), { isDefault: true })
    .addCommand(retryCommand(context));

const listCommand = (context: Context): Command =>
  adminServerCommand('list')
    .description('Lists them, newest first.')
    .option('--limit <n>', 'how many, 1 to 100', number, 20)
    .action(async (options: AdminOptions & { readonly limit: number }) => {
      const { signal } = context.interruption;
      const page = await context.admin(options).work.deadLetters({ limit: options.limit }, { signal });
      if (options.json) return context.printJson(page);
      const rows = page.data.map(({ image_id, died_at, attempts, retried_as, reason }) => [
        image_id,
        moment(died_at),
        String(attempts),
        retried_as ?? '–',
        reason,
      ]);
      context.printTable(['IMAGE', 'DIED (UTC)', 'TRIES', 'MADE AGAIN AS', 'WHY'], rows, 'There are none.');
    });

const retryCommand = (context: Context): Command =>
  adminServerCommand('retry')
    .description('Makes such an image again, uncharged.')
    .argument('<image>', 'img_…')
    .action(async (image: string, options: AdminOptions) => {
      const { signal } = context.interruption;
      const retried = await context.admin(options).work.retry(image, { signal });
      if (options.json) return context.printJson(retried);
      context.print(retried.generation_id);
    });
