import type { LimitParameters } from '@imageai/client/admin';
import { type Command, Option } from 'commander';
import { number } from '../numbers.js';

export const planNames = ['starter', 'professional', 'enterprise'] as const;
export type PlanName = (typeof planNames)[number];

export interface LimitOptions {
  readonly requests?: number;
  readonly images?: number;
  readonly concurrency?: number;
  readonly variations?: number;
  readonly retention?: number;
  readonly lane?: PlanName;
}

/** What a plan, or an account of its own, may. */
export const withLimitOptions = (command: Command): Command =>
  command
    .option('--requests <n>', 'requests a minute', number)
    .option('--images <n>', 'images a month', number)
    .option('--concurrency <n>', 'images made at once', number)
    .option('--variations <n>', 'the largest n of one request', number)
    .option('--retention <days>', 'how long an image is kept', number)
    .addOption(new Option('--lane <lane>', 'the queue that images wait in').choices(planNames));

/** Those that were given. */
export function limitsOf(options: LimitOptions): LimitParameters {
  const given: Record<keyof LimitParameters, LimitParameters[keyof LimitParameters]> = {
    requests_per_minute: options.requests,
    images_per_month: options.images,
    concurrency: options.concurrency,
    max_images_per_request: options.variations,
    retention_days: options.retention,
    lane: options.lane,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
