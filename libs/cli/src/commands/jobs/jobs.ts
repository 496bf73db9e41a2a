import { Command } from 'commander';
import type { Context } from '../../context.js';
import { cancelCommand } from './cancel.js';
import { followCommand } from './follow.js';
import { listCommand } from './list.js';
import { showCommand } from './show.js';

export const jobsCommand = (context: Context): Command =>
  new Command('jobs')
    .summary('list, show, follow and cancel what was asked for')
    .description('What was asked for, and what became of it.')
    .addCommand(listCommand(context), { isDefault: true })
    .addCommand(showCommand(context))
    .addCommand(followCommand(context))
    .addCommand(cancelCommand(context));
