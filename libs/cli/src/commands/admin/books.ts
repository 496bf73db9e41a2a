import { Command } from 'commander';
import type { AdminOptions, Context } from '../../context.js';
import { exitCodes } from '../../exit-codes.js';
import { CliError } from '../../failure.js';
import { adminServerCommand } from '../common-options.js';

export const booksCommand = (context: Context): Command =>
  new Command('books')
    .description('Whether balances and usage are those of the ledger.')
    .addCommand(checkCommand(context), { isDefault: true })
    .addCommand(rebuildCommand(context));

const checkCommand = (context: Context): Command =>
  adminServerCommand('check')
    .description('Compares them, and changes nothing. Ends with 1 where something differs.')
    .option('--month <month>', '2026-11; the current one and the one before where absent')
    .action(async (options: AdminOptions & { readonly month?: string }) => {
      const { signal } = context.interruption;
      const report = await context.admin(options).books.check(options.month, { signal });
      const { checked, differences } = report;
      if (options.json) context.printJson(report);
      else {
        const rows = differences.map((one) => [
          one.account_id,
          one.month,
          one.what,
          one.key_id ?? '',
          String(one.expected),
          String(one.found),
        ]);
        context.printTable(
          ['ACCOUNT', 'MONTH', 'WHAT', 'KEY', 'LEDGER', 'FOUND'],
          rows,
          `${checked} balances are right.`,
        );
      }
      if (differences.length > 0) {
        throw new CliError('The books say something else than the ledger.', exitCodes.failed);
      }
    });

const rebuildCommand = (context: Context): Command =>
  adminServerCommand('rebuild')
    .description('Computes balance and usage of an account and month anew from the ledger.')
    .argument('<account>', 'acct_…')
    .argument('<month>', '2026-11')
    .action(async (account: string, month: string, options: AdminOptions) => {
      const { signal } = context.interruption;
      const rebuilt = await context.admin(options).books.rebuild(account, month, { signal });
      if (options.json) return context.printJson(rebuilt);
      const { before, after } = rebuilt.balance;
      context.printTable(
        ['', 'RESERVED', 'USED', 'IMAGES IN USAGE'],
        [
          ['said', String(before.images_reserved), String(before.images_used), String(rebuilt.usage.before.images)],
          ['says', String(after.images_reserved), String(after.images_used), String(rebuilt.usage.after.images)],
        ],
        '',
      );
    });
