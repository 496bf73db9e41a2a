import type { AdminAccount } from '@imageai/client/admin';
import { type Command, Option } from 'commander';
import type { AdminOptions, Context } from '../../context.js';
import { day, moment } from '../../terminal/moment.js';
import { adminServerCommand } from '../common-options.js';
import { printKeys } from '../keys/list.js';
import { number } from '../numbers.js';
import { printUsage, usageQueryOf, withUsageOptions } from '../usage.js';
import { type PlanName, planNames } from './limit-options.js';
import { printAccount } from './print-account.js';

interface ListOptions extends AdminOptions {
  readonly search?: string;
  readonly plan?: PlanName;
  readonly suspended?: true;
  readonly deleted?: true;
  readonly limit: number;
}

export const listAccountsCommand = (context: Context): Command =>
  adminServerCommand('list')
    .description('Lists accounts, newest first.')
    .option('--search <text>', 'part of a name, an e-mail address or an id')
    .addOption(new Option('--plan <plan>', 'only those on it').choices(planNames))
    .option('--suspended', 'only those that are')
    .option('--deleted', 'deleted ones too')
    .option('--limit <n>', 'how many, 1 to 100', number, 20)
    .action(async (options: ListOptions) => {
      const { search, plan, suspended, deleted, limit } = options;
      const query = {
        limit,
        ...(search !== undefined && { query: search }),
        ...(plan !== undefined && { plan }),
        ...(suspended && { suspended: 'true' as const }),
        ...(deleted && { with_deleted: 'true' as const }),
      };
      const { signal } = context.interruption;
      const page = await context.admin(options).accounts.list(query, { signal });
      if (options.json) return context.printJson(page);
      const head = ['ID', 'STATE', 'PLAN', 'CREATED', 'E-MAIL', 'NAME'];
      context.printTable(head, page.data.map(row), 'There are no such accounts.');
      if (page.has_more) context.terminal.note('There are more: narrow it down, or --limit.');
    });

const row = (account: AdminAccount): string[] => [
  account.id,
  account.deleted_at !== null ? 'deleted' : account.suspended ? 'suspended' : 'open',
  account.plan,
  day(account.created_at),
  account.email,
  account.name,
];

export const showAccountCommand = (context: Context): Command =>
  adminServerCommand('show')
    .description('Shows an account.')
    .argument('<id>', 'acct_…')
    .action(async (id: string, options: AdminOptions) => {
      const { signal } = context.interruption;
      printAccount(context, options, await context.admin(options).accounts.get(id, { signal }));
    });

export const reportCommand = (context: Context): Command =>
  adminServerCommand('report')
    .description('Says what of a deleted account is gone, and with whom something is left.')
    .argument('<id>', 'acct_…')
    .action(async (id: string, options: AdminOptions) => {
      const { signal } = context.interruption;
      const report = await context.admin(options).accounts.deletionReport(id, { signal });
      if (options.json) return context.printJson(report);
      const rows = report.services.map(({ name, confirmed_at, removed }) => [
        name,
        confirmed_at === null ? 'not yet' : moment(confirmed_at),
        Object.entries(removed)
          .map(([what, count]) => `${what} ${count}`)
          .join(', '),
      ]);
      context.printTable(['SERVICE', 'CONFIRMED (UTC)', 'REMOVED'], rows, 'No service holds anything.');
      context.terminal.note(report.complete ? 'Nothing of it is left.' : 'Not everything is gone yet.');
    });

export const accountKeysCommand = (context: Context): Command =>
  adminServerCommand('keys')
    .description('Lists the keys of an account.')
    .argument('<id>', 'acct_…')
    .action(async (id: string, options: AdminOptions) => {
      const { signal } = context.interruption;
      printKeys(context, options, await context.admin(options).accounts.keys(id, { signal }));
    });

export const accountUsageCommand = (context: Context): Command =>
  withUsageOptions(adminServerCommand('usage'))
    .description('What an account used this month, day by day.')
    .argument('<id>', 'acct_…')
    .action(async (id: string, options: AdminOptions & Parameters<typeof usageQueryOf>[0]) => {
      const { signal } = context.interruption;
      const report = await context.admin(options).accounts.usage(id, usageQueryOf(options), { signal });
      printUsage(context, options, report);
    });

interface LedgerOptions extends AdminOptions {
  readonly month?: string;
  readonly limit: number;
  readonly cursor?: string;
}

export const ledgerCommand = (context: Context): Command =>
  adminServerCommand('ledger')
    .description('What was reserved, used and given back in a month, oldest first.')
    .argument('<id>', 'acct_…')
    .option('--month <month>', 'another month: 2026-11')
    .option('--limit <n>', 'how many, 1 to 100', number, 100)
    .option('--cursor <cursor>', 'the next_cursor of the page before')
    .action(async (id: string, options: LedgerOptions) => {
      const { month, limit, cursor } = options;
      const { signal } = context.interruption;
      const page = await context.admin(options).accounts.ledger(id, { month, limit, cursor }, { signal });
      if (options.json) return context.printJson(page);
      const rows = page.data.map(({ created_at, kind, images, generation_id, image_id, key_id, reason }) => [
        moment(created_at),
        kind,
        String(images),
        generation_id,
        image_id ?? '–',
        key_id ?? '–',
        reason ?? '',
      ]);
      context.printTable(['AT (UTC)', 'KIND', 'IMAGES', 'GENERATION', 'IMAGE', 'KEY', 'WHY'], rows, 'It is empty.');
      if (page.next_cursor !== null) context.terminal.note(`There is more: --cursor ${page.next_cursor}`);
    });
