import type { Command } from 'commander';
import type { CommonOptions, Context } from '../../context.js';
import { serverCommand } from '../common-options.js';

export const listCommand = (context: Context): Command =>
  serverCommand('list')
    .description('Lists the models that can be named with --model, the default first.')
    .action((options: CommonOptions) => list(context, options));

async function list(context: Context, options: CommonOptions): Promise<void> {
  const models = await context.client(options).models.list({ signal: context.interruption.signal });
  if (options.json) return context.printJson({ data: models });
  const rows = models.map(({ id, default: isDefault, status, defaults, unusable_reason, pipeline }) => [
    isDefault ? `${id} (default)` : id,
    status,
    defaults?.size ?? '',
    String(defaults?.num_inference_steps ?? ''),
    unusable_reason ?? pipeline ?? '',
  ]);
  context.printTable(['MODEL', 'STATUS', 'SIZE', 'STEPS', 'WHAT'], rows, 'There are no models yet.');
}
