import { Command } from 'commander';
import type { Context } from '../../context.js';
import { accountsCommand } from './accounts.js';
import { auditCommand } from './audit.js';
import { booksCommand } from './books.js';
import { deadLettersCommand } from './dead-letters.js';
import { adminKeysCommand } from './keys.js';
import { moderationCommand } from './moderation.js';
import { plansCommand } from './plans.js';
import { adminModelsCommand, queueCommand } from './queue.js';

export const adminCommand = (context: Context): Command =>
  new Command('admin')
    .summary('for operators: accounts, plans, books, work')
    .description('What operators of the platform do. IMAGEAI_ADMIN_TOKEN says who you are; every act is written down.')
    .addCommand(accountsCommand(context))
    .addCommand(plansCommand(context))
    .addCommand(adminKeysCommand(context))
    .addCommand(booksCommand(context))
    .addCommand(queueCommand(context))
    .addCommand(adminModelsCommand(context))
    .addCommand(deadLettersCommand(context))
    .addCommand(auditCommand(context))
    .addCommand(moderationCommand(context));
