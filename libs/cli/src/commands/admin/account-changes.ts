import type { SetAccountPlanRequest } from '@imageai/client/admin';
import { Argument, type Command } from 'commander';
import type { AdminOptions, Context } from '../../context.js';
import { CliError } from '../../failure.js';
import { adminServerCommand } from '../common-options.js';
import { type LimitOptions, limitsOf, type PlanName, planNames, withLimitOptions } from './limit-options.js';
import { printAccount } from './print-account.js';

interface CreateOptions extends AdminOptions {
  readonly name: string;
  readonly email: string;
}

export const createAccountCommand = (context: Context): Command =>
  adminServerCommand('create')
    .description('Makes an account; whoever signs up with its e-mail address becomes its owner.')
    .addArgument(new Argument('<plan>').choices(planNames))
    .requiredOption('--name <name>', 'what it is called')
    .requiredOption('--email <address>', 'of its owner')
    .action(async (plan: PlanName, options: CreateOptions) => {
      const { name, email } = options;
      const { signal } = context.interruption;
      printAccount(context, options, await context.admin(options).accounts.create({ name, email, plan }, { signal }));
    });

interface PlanOptions extends AdminOptions {
  readonly now?: true;
  readonly nextMonth?: true;
  readonly keepLimits: boolean;
}

export const planCommand = (context: Context): Command =>
  adminServerCommand('plan')
    .description('Puts an account on a plan: a higher one now, a lower one from the next month on.')
    .argument('<id>', 'acct_…')
    .addArgument(new Argument('<plan>').choices(planNames))
    .option('--now', 'also a lower one')
    .option('--next-month', 'also a higher one')
    .option('--no-keep-limits', 'takes its own limits away')
    .action(async (id: string, plan: PlanName, options: PlanOptions) => {
      if (options.now && options.nextMonth) throw new CliError('Either --now or --next-month.');
      const effective = options.now ? 'now' : options.nextMonth ? 'next_month' : undefined;
      const { signal } = context.interruption;
      const { accounts } = context.admin(options);
      const seen = await accounts.get(id, { signal });
      const params: SetAccountPlanRequest = { plan, effective, keep_overrides: options.keepLimits };
      printAccount(context, options, await accounts.setPlan(id, seen, params, { signal }));
    });

interface OwnLimitOptions extends AdminOptions, LimitOptions {
  readonly reset?: true;
}

export const limitsCommand = (context: Context): Command =>
  withLimitOptions(adminServerCommand('limits'))
    .description('Gives an account limits of its own, beside those that it has.')
    .argument('<id>', 'acct_…')
    .option('--reset', 'takes away all others of its own')
    .action(async (id: string, options: OwnLimitOptions) => {
      const given = limitsOf(options);
      if (Object.keys(given).length === 0 && !options.reset) throw new CliError('Name a limit, or --reset.');
      const { signal } = context.interruption;
      const { accounts } = context.admin(options);
      const seen = await accounts.get(id, { signal });
      const overrides = options.reset ? given : { ...seen.overrides, ...given };
      printAccount(context, options, await accounts.setOverrides(id, seen, overrides, { signal }));
    });

interface ImagesOptions extends AdminOptions {
  readonly parameters?: boolean;
}

export const imagesCommand = (context: Context): Command =>
  adminServerCommand('images')
    .description('Says how the images of an account are kept from now on: who can fetch them, what their files tell.')
    .argument('<id>', 'acct_…')
    .addArgument(new Argument('[access]').choices(['private', 'public']))
    .option('--parameters', 'files hold the prompt and what else remakes them')
    .option('--no-parameters', 'files do not')
    .action(async (id: string, access: 'private' | 'public' | undefined, options: ImagesOptions) => {
      const { parameters } = options;
      if (access === undefined && parameters === undefined) {
        throw new CliError('Say private or public, --parameters or --no-parameters.');
      }
      const { signal } = context.interruption;
      const params = {
        ...(access !== undefined && { private_images: access === 'private' }),
        ...(parameters !== undefined && { omit_parameters: !parameters }),
      };
      printAccount(context, options, await context.admin(options).accounts.set(id, params, { signal }));
    });

export const suspendCommand = (context: Context): Command =>
  adminServerCommand('suspend')
    .description('Stops an account: its keys are refused everywhere within a second.')
    .argument('<id>', 'acct_…')
    .option('--reason <text>', 'for its people to read')
    .action(async (id: string, options: AdminOptions & { readonly reason?: string }) => {
      const { signal } = context.interruption;
      printAccount(context, options, await context.admin(options).accounts.suspend(id, options.reason, { signal }));
    });

export const reinstateCommand = (context: Context): Command =>
  adminServerCommand('reinstate')
    .description('Lets an account go on.')
    .argument('<id>', 'acct_…')
    .action(async (id: string, options: AdminOptions) => {
      const { signal } = context.interruption;
      printAccount(context, options, await context.admin(options).accounts.reinstate(id, { signal }));
    });

export const deleteAccountCommand = (context: Context): Command =>
  adminServerCommand('delete')
    .description('Deletes an account, its keys, members, images and records. It cannot be undone.')
    .argument('<id>', 'acct_…')
    .option('--yes', 'I mean it')
    .action(async (id: string, options: AdminOptions & { readonly yes?: true }) => {
      const { signal } = context.interruption;
      const { accounts } = context.admin(options);
      const seen = await accounts.get(id, { signal });
      if (!options.yes) throw new CliError(`That deletes "${seen.name}" (${seen.email}) for good: say --yes.`);
      const deleted = await accounts.delete(id, seen, { signal });
      if (options.json) return context.printJson(deleted);
      context.print(`${id} is deleted; "imageai admin accounts report ${id}" says what is gone.`);
    });
