import type { PlanNameInApi } from '@imageai/api';
import type { AdminLimits, AdminOverrides, AdminPlan, LimitParameters } from '@imageai/api/admin';
import { type LimitOverrides, type Limits, type Plan, PlanName, QueueLane } from '@imageai/contracts/auth';
import { present } from '../peers/auth-answers.js';

const plans: Readonly<Record<PlanNameInApi, PlanName>> = {
  starter: PlanName.PLAN_NAME_STARTER,
  professional: PlanName.PLAN_NAME_PROFESSIONAL,
  enterprise: PlanName.PLAN_NAME_ENTERPRISE,
};
const lanes: Readonly<Record<PlanNameInApi, QueueLane>> = {
  starter: QueueLane.QUEUE_LANE_STARTER,
  professional: QueueLane.QUEUE_LANE_PROFESSIONAL,
  enterprise: QueueLane.QUEUE_LANE_ENTERPRISE,
};
const names = Object.keys(plans) as PlanNameInApi[];

export const toPlanName = (name: PlanNameInApi): PlanName => plans[name];
export const isPlanName = (name: string): name is PlanNameInApi => Object.hasOwn(plans, name);
export const planNameOf = (plan: PlanName): PlanNameInApi =>
  present(
    names.find((name) => plans[name] === plan),
    'plan',
  );
const laneOf = (lane: QueueLane | undefined): PlanNameInApi | undefined => names.find((name) => lanes[name] === lane);

export const toLimits = (sent: Limits | undefined): AdminLimits => {
  const limits = present(sent, 'limits');
  return {
    requests_per_minute: limits.requestsPerMinute,
    images_per_month: limits.imagesPerMonth,
    concurrency: limits.concurrency,
    max_images_per_request: limits.maxImagesPerRequest,
    retention_days: limits.retentionDays,
    lane: present(laneOf(limits.lane), 'lane'),
  };
};

/** Only what is there: what is left out is the plan's. */
export function toOverrides(sent: LimitOverrides | undefined): AdminOverrides {
  const given: Record<keyof AdminOverrides, AdminOverrides[keyof AdminOverrides]> = {
    requests_per_minute: sent?.requestsPerMinute,
    images_per_month: sent?.imagesPerMonth,
    concurrency: sent?.concurrency,
    max_images_per_request: sent?.maxImagesPerRequest,
    retention_days: sent?.retentionDays,
    lane: laneOf(sent?.lane),
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

export const toLimitOverrides = (sent: LimitParameters): LimitOverrides => ({
  requestsPerMinute: sent.requests_per_minute,
  imagesPerMonth: sent.images_per_month,
  concurrency: sent.concurrency,
  maxImagesPerRequest: sent.max_images_per_request,
  retentionDays: sent.retention_days,
  lane: sent.lane === undefined ? undefined : lanes[sent.lane],
});

export function toAdminPlan(sent: Plan | undefined): AdminPlan {
  const { name, limits, version } = present(sent, 'plan');
  return { name: planNameOf(name), limits: toLimits(limits), version };
}
