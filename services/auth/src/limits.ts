import { type LimitOverrides, type Limits, PlanName } from '@imageai/contracts/auth';
import { AppError } from '@imageai/errors';
import type { LimitColumns, PlanKey } from './db/schema.js';

const planKeys: ReadonlyMap<PlanName, PlanKey> = new Map([
  [PlanName.PLAN_NAME_STARTER, 'starter'],
  [PlanName.PLAN_NAME_PROFESSIONAL, 'professional'],
  [PlanName.PLAN_NAME_ENTERPRISE, 'enterprise'],
]);

const planNames: Readonly<Record<PlanKey, PlanName>> = {
  starter: PlanName.PLAN_NAME_STARTER,
  professional: PlanName.PLAN_NAME_PROFESSIONAL,
  enterprise: PlanName.PLAN_NAME_ENTERPRISE,
};

export function toPlanKey(name: PlanName): PlanKey {
  const key = planKeys.get(name);
  if (key === undefined) throw new AppError('parameter_invalid', { message: 'plan must be named.', param: 'plan' });
  return key;
}

export const toPlanName = (key: PlanKey): PlanName => planNames[key];

export const toLimits = (row: LimitColumns<number>): Limits => ({
  requestsPerMinute: row.requests_per_minute,
  imagesPerMonth: row.images_per_month,
  concurrency: row.concurrency,
  maxImagesPerRequest: row.max_images_per_request,
  retentionDays: row.retention_days,
});

const largest: Readonly<Record<keyof LimitOverrides, number>> = {
  requestsPerMinute: 1_000_000,
  imagesPerMonth: 1_000_000_000,
  concurrency: 100_000,
  maxImagesPerRequest: 10,
  retentionDays: 36_500,
};

const parameters: Readonly<Record<keyof LimitOverrides, string>> = {
  requestsPerMinute: 'requests_per_minute',
  imagesPerMonth: 'images_per_month',
  concurrency: 'concurrency',
  maxImagesPerRequest: 'max_images_per_request',
  retentionDays: 'retention_days',
};

/** All five columns, so that an override which is absent takes back one set before. */
export function toOverrideColumns(overrides: LimitOverrides | undefined): LimitColumns<number | null> {
  const column = (name: keyof LimitOverrides): number | null => {
    const value = overrides?.[name];
    if (value === undefined) return null;
    if (value >= 1 && value <= largest[name]) return value;
    const param = `overrides.${parameters[name]}`;
    throw new AppError('parameter_invalid', { message: `${param} must be 1 to ${largest[name]}.`, param });
  };
  return {
    requests_per_minute: column('requestsPerMinute'),
    images_per_month: column('imagesPerMonth'),
    concurrency: column('concurrency'),
    max_images_per_request: column('maxImagesPerRequest'),
    retention_days: column('retentionDays'),
  };
}
