import type { Command } from 'commander';
import type { AdminOptions, Context } from '../../context.js';
import { factLines } from '../../terminal/facts.js';
import { adminServerCommand } from '../common-options.js';

export const moderationCommand = (context: Context): Command =>
  adminServerCommand('moderation')
    .description('What prompts are held to; --json has the whole policy.')
    .action((options: AdminOptions) => moderation(context, options));

async function moderation(context: Context, options: AdminOptions): Promise<void> {
  const overview = await context.admin(options).moderation({ signal: context.interruption.signal });
  if (options.json) return context.printJson(overview);
  const lines = factLines([
    ['policy', overview.policy_file ?? 'the one that comes with the platform'],
    ['categories', Object.keys(overview.policy.categories ?? {}).join(', ')],
    ['classifiers', overview.classifiers.join(', ') || 'none'],
    ['when away', overview.classifiers.length === 0 ? null : overview.when_away],
    ['prompts in log', overview.log_prompts ? 'yes' : 'no'],
  ]);
  for (const line of lines) context.print(line);
}
