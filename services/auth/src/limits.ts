import { type LimitOverrides, type Limits, PlanName, QueueLane } from '@imageai/contracts/auth';
import { AppError } from '@imageai/errors';
import type { LaneKey, LimitColumns, OverrideColumns, PlanKey } from './db/schema.js';

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

const lanes: Readonly<Record<LaneKey, QueueLane>> = {
  starter: QueueLane.QUEUE_LANE_STARTER,
  professional: QueueLane.QUEUE_LANE_PROFESSIONAL,
  enterprise: QueueLane.QUEUE_LANE_ENTERPRISE,
};

export const toLimits = (row: LimitColumns): Limits => ({
  requestsPerMinute: row.requests_per_minute,
  imagesPerMonth: row.images_per_month,
  concurrency: row.concurrency,
  maxImagesPerRequest: row.max_images_per_request,
  retentionDays: row.retention_days,
  lane: lanes[row.lane],
});

/** Undefined where nothing is overridden. */
export function toOverrides(row: OverrideColumns): LimitOverrides | undefined {
  if (Object.keys(row).length === 0) return undefined;
  return {
    requestsPerMinute: row.requests_per_minute,
    imagesPerMonth: row.images_per_month,
    concurrency: row.concurrency,
    maxImagesPerRequest: row.max_images_per_request,
    retentionDays: row.retention_days,
    lane: row.lane === undefined ? undefined : lanes[row.lane],
  };
}

type NumericColumn = Exclude<keyof LimitColumns, 'lane'>;

const largest: Readonly<Record<NumericColumn, number>> = {
  requests_per_minute: 1_000_000,
  images_per_month: 1_000_000_000,
  concurrency: 100_000,
  max_images_per_request: 10,
  retention_days: 36_500,
};

/**
 * Only what is given: what is absent stays the plan's.
 * @param field what the request calls them, for the sentence about a fault
 */
export function toOverrideColumns(overrides: LimitOverrides | undefined, field = 'overrides'): OverrideColumns {
  const given: Readonly<Record<NumericColumn, number | undefined>> = {
    requests_per_minute: overrides?.requestsPerMinute,
    images_per_month: overrides?.imagesPerMonth,
    concurrency: overrides?.concurrency,
    max_images_per_request: overrides?.maxImagesPerRequest,
    retention_days: overrides?.retentionDays,
  };
  const numbers = Object.entries(given).filter(([, value]) => value !== undefined) as [NumericColumn, number][];
  for (const [name, value] of numbers) checkRange(field, name, value);
  const lane = toLaneKey(field, overrides?.lane);
  return { ...Object.fromEntries(numbers), ...(lane !== undefined && { lane }) };
}

function checkRange(field: string, name: NumericColumn, value: number): void {
  if (value >= 1 && value <= largest[name]) return;
  const param = `${field}.${name}`;
  throw new AppError('parameter_invalid', { message: `${param} must be 1 to ${largest[name]}.`, param });
}

function toLaneKey(field: string, lane: QueueLane | undefined): LaneKey | undefined {
  if (lane === undefined) return undefined;
  const key = (Object.keys(lanes) as LaneKey[]).find((name) => lanes[name] === lane);
  if (key !== undefined) return key;
  const param = `${field}.lane`;
  throw new AppError('parameter_invalid', { message: `${param} must be starter, professional or enterprise.`, param });
}
