import { Command } from 'commander';
import type { AdminOptions, Context } from '../../context.js';
import { CliError } from '../../failure.js';
import { adminServerCommand } from '../common-options.js';

export const adminKeysCommand = (context: Context): Command =>
  new Command('keys')
    .description('Ends keys, of whatever account ("admin accounts keys <id>" lists them).')
    .addCommand(revokeCommand(context))
    .addCommand(reportCommand(context));

const revokeCommand = (context: Context): Command =>
  adminServerCommand('revoke')
    .description('Ends a key: refused everywhere within a second.')
    .argument('<account>', 'acct_…')
    .argument('<key>', 'key_…')
    .action(async (account: string, id: string, options: AdminOptions) => {
      const { signal } = context.interruption;
      const key = await context.admin(options).accounts.revokeKey(account, id, { signal });
      if (options.json) return context.printJson(key);
      context.print(`${key.id} is revoked.`);
    });

const sentences = {
  revoked: 'It was in force, and is no longer.',
  ended_before: 'It had ended before.',
  unknown: 'There is no such key.',
} as const;

const reportCommand = (context: Context): Command =>
  adminServerCommand('report')
    .description('Ends a leaked key, which is read from standard input: on a command line others could see it.')
    .option('--found-at <where>', 'in your words; its owners are told')
    .action(async (options: AdminOptions & { readonly foundAt?: string }) => {
      const key = await context.firstLine();
      if (key === '') throw new CliError('Give the key on standard input.');
      const { signal } = context.interruption;
      const report = await context.admin(options).reportKey({ key, found_at: options.foundAt }, { signal });
      if (options.json) return context.printJson(report);
      context.print(sentences[report.result]);
    });
