import type { AccountResource, PlanNameInApi } from '@imageai/api';
import { type Account, type Limits, PlanName } from '@imageai/contracts/auth';
import type { Balance, LimitStatus } from '@imageai/contracts/metering';
import { AppError } from '@imageai/errors';

const plans: ReadonlyMap<PlanName, PlanNameInApi> = new Map([
  [PlanName.PLAN_NAME_STARTER, 'starter'],
  [PlanName.PLAN_NAME_PROFESSIONAL, 'professional'],
  [PlanName.PLAN_NAME_ENTERPRISE, 'enterprise'],
]);

interface AccountParts {
  readonly account: Account;
  readonly limits: Limits;
  readonly status: LimitStatus | undefined;
  readonly balance: Balance | undefined;
}

export function toAccountResource({ account, limits, status, balance }: AccountParts): AccountResource {
  const { scheduledChange: change } = account;
  return {
    id: account.id,
    name: account.name,
    plan: toPlan(account.plan),
    suspended: account.suspended,
    limits: {
      requests_per_minute: limits.requestsPerMinute,
      images_per_month: limits.imagesPerMonth,
      concurrency: limits.concurrency,
      max_images_per_request: limits.maxImagesPerRequest,
      retention_days: limits.retentionDays,
    },
    month: {
      images_used: balance?.used ?? 0,
      images_reserved: balance?.reserved ?? 0,
      images_remaining: status?.images?.remaining ?? 0,
      resets_at: toTime(status?.images?.resetAt),
    },
    minute: {
      requests_remaining: status?.requests?.remaining ?? 0,
      resets_in_ms: status?.requests?.resetMs ?? 0,
    },
    scheduled_change: change ? { plan: toPlan(change.plan), effective_at: toTime(change.effectiveAt) } : null,
    private_images: account.privateImages,
    omit_parameters: account.omitParameters,
    created_at: toTime(account.createdAt),
  };
}

function toPlan(name: PlanName): PlanNameInApi {
  const plan = plans.get(name);
  if (plan === undefined) throw new AppError('internal_error', { cause: new Error(`auth sent a plan ${name}`) });
  return plan;
}

function toTime(time: Date | undefined): string {
  if (time === undefined) throw new AppError('internal_error', { cause: new Error('a time is missing') });
  return time.toISOString();
}
