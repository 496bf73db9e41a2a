import type { Command } from 'commander';
import type { AdminOptions, Context } from '../../context.js';
import { moment } from '../../terminal/moment.js';
import { adminServerCommand } from '../common-options.js';
import { number } from '../numbers.js';

interface Options extends AdminOptions {
  readonly account?: string;
  readonly action?: string;
  readonly actor?: string;
  readonly target?: string;
  readonly limit: number;
}

export const auditCommand = (context: Context): Command =>
  adminServerCommand('audit')
    .description('Who did what, newest first: operators, members, keys, services.')
    .option('--account <id>', 'only what concerns it')
    .option('--action <action>', 'only this ("key.create"), or all that begin so ("key.")')
    .option('--actor <who>', 'only by this user, key or operator')
    .option('--target <id>', 'only on this')
    .option('--limit <n>', 'how many, 1 to 100', number, 20)
    .action((options: Options) => audit(context, options));

async function audit(context: Context, options: Options): Promise<void> {
  const { account, action, actor, target, limit } = options;
  const query = { account_id: account, action, actor_id: actor, target_id: target, limit };
  const page = await context.admin(options).audit(query, { signal: context.interruption.signal });
  if (options.json) return context.printJson(page);
  const rows = page.data.map(({ occurred_at, actor_kind, actor_id, action, account_id, target_id, details }) => [
    moment(occurred_at),
    `${actor_kind} ${actor_id ?? ''}`.trim(),
    action,
    target_id ?? account_id ?? '–',
    Object.entries(details)
      .map(([name, value]) => `${name}=${value}`)
      .join(' '),
  ]);
  context.printTable(['AT (UTC)', 'WHO', 'WHAT', 'TO', 'DETAILS'], rows, 'There are no such acts.');
}
