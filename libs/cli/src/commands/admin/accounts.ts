import { Command } from 'commander';
import type { Context } from '../../context.js';
import {
  createAccountCommand,
  deleteAccountCommand,
  imagesCommand,
  limitsCommand,
  planCommand,
  reinstateCommand,
  suspendCommand,
} from './account-changes.js';
import {
  accountKeysCommand,
  accountUsageCommand,
  ledgerCommand,
  listAccountsCommand,
  reportCommand,
  showAccountCommand,
} from './account-views.js';

export const accountsCommand = (context: Context): Command =>
  new Command('accounts')
    .description('Every account.')
    .addCommand(listAccountsCommand(context), { isDefault: true })
    .addCommand(showAccountCommand(context))
    .addCommand(createAccountCommand(context))
    .addCommand(planCommand(context))
    .addCommand(limitsCommand(context))
    .addCommand(imagesCommand(context))
    .addCommand(suspendCommand(context))
    .addCommand(reinstateCommand(context))
    .addCommand(deleteAccountCommand(context))
    .addCommand(reportCommand(context))
    .addCommand(accountKeysCommand(context))
    .addCommand(accountUsageCommand(context))
    .addCommand(ledgerCommand(context));
