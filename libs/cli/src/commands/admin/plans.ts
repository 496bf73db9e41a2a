import type { AdminPlan } from '@imageai/client/admin';
import { Argument, Command } from 'commander';
import type { AdminOptions, Context } from '../../context.js';
import { CliError } from '../../failure.js';
import { adminServerCommand } from '../common-options.js';
import { type LimitOptions, limitsOf, type PlanName, planNames, withLimitOptions } from './limit-options.js';

export const plansCommand = (context: Context): Command =>
  new Command('plans')
    .description('What can be bought.')
    .addCommand(listPlansCommand(context), { isDefault: true })
    .addCommand(setPlanCommand(context));

const listPlansCommand = (context: Context): Command =>
  adminServerCommand('list')
    .description('Lists the plans, the lowest first.')
    .action(async (options: AdminOptions) => {
      const plans = await context.admin(options).plans.list({ signal: context.interruption.signal });
      if (options.json) return context.printJson({ data: plans });
      printPlans(context, plans);
    });

const setPlanCommand = (context: Context): Command =>
  withLimitOptions(adminServerCommand('set'))
    .description('Changes what a plan allows, at once for every account on it.')
    .addArgument(new Argument('<plan>').choices(planNames))
    .action(async (name: PlanName, options: AdminOptions & LimitOptions) => {
      const limits = limitsOf(options);
      if (Object.keys(limits).length === 0) throw new CliError('Name a limit.');
      const { signal } = context.interruption;
      const { plans } = context.admin(options);
      const seen = (await plans.list({ signal })).find((plan) => plan.name === name);
      if (seen === undefined) throw new CliError(`There is no plan ${name}.`);
      const changed = await plans.setLimits(name, seen, limits, { signal });
      if (options.json) return context.printJson(changed);
      printPlans(context, [changed]);
    });

function printPlans(context: Context, plans: readonly AdminPlan[]): void {
  const rows = plans.map(({ name, limits }) => [
    name,
    String(limits.images_per_month),
    String(limits.requests_per_minute),
    String(limits.concurrency),
    String(limits.max_images_per_request),
    String(limits.retention_days),
    limits.lane,
  ]);
  const head = ['PLAN', 'IMAGES/MONTH', 'REQUESTS/MIN', 'AT ONCE', 'VARIATIONS', 'DAYS KEPT', 'LANE'];
  context.printTable(head, rows, 'There are no plans.');
}
