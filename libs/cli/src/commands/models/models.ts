import { Command } from 'commander';
import type { Context } from '../../context.js';
import { checkCommand } from './check.js';
import { listCommand } from './list.js';
import { optimiseCommand } from './optimise.js';
import { pullCommand } from './pull.js';

export const modelsCommand = (context: Context): Command =>
  new Command('models')
    .description('The models that make pictures.')
    .addCommand(listCommand(context), { isDefault: true })
    .addCommand(checkCommand(context))
    .addCommand(optimiseCommand(context))
    .addCommand(pullCommand(context));
