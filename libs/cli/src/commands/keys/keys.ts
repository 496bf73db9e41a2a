import { Command } from 'commander';
import type { Context } from '../../context.js';
import { createCommand } from './create.js';
import { listCommand } from './list.js';
import { revokeCommand } from './revoke.js';
import { rotateCommand } from './rotate.js';

export const keysCommand = (context: Context): Command =>
  new Command('keys')
    .summary('list, make, rotate and revoke API keys')
    .description('The keys of your account. The key that you use needs the scope "manage".')
    .addCommand(listCommand(context), { isDefault: true })
    .addCommand(createCommand(context))
    .addCommand(rotateCommand(context))
    .addCommand(revokeCommand(context));
