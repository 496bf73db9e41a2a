import type { Command } from 'commander';
import type { CommonOptions, Context } from '../../context.js';
import { serverCommand } from '../common-options.js';

export const revokeCommand = (context: Context): Command =>
  serverCommand('revoke')
    .description('Ends a key: refused everywhere within a second.')
    .argument('<id>', 'key_…')
    .action((id: string, options: CommonOptions) => revoke(context, id, options));

async function revoke(context: Context, id: string, options: CommonOptions): Promise<void> {
  const { signal } = context.interruption;
  const key = await context.client(options).keys.revoke(id, { signal });
  if (options.json) return context.printJson(key);
  context.print(`${key.id} is revoked.`);
}
