import {
  type AccountLimits,
  AdmissionRefusal,
  type AdmitRequest,
  type AdmitResponse,
  type LimitStatus,
} from '@imageai/contracts/metering';
import { AppError } from '@imageai/errors';
import { checkId, invalid } from '../checks.js';
import type { AdmitCommand, AdmitRow, LimitStatusRow } from './admission.repository.js';

const mostImages = 1_000;

export function checkLimits(limits: AccountLimits | undefined): AccountLimits {
  if (limits === undefined || limits.requestsPerMinute < 1) {
    throw invalid('limits', 'limits must be those of the verified key.');
  }
  return limits;
}

export function toCommand(request: AdmitRequest): AdmitCommand {
  const limits = checkLimits(request.limits);
  if (request.images > mostImages) throw invalid('images', `images must be at most ${mostImages}.`);
  return {
    account_id: checkId(request.accountId, 'account_id'),
    key_id: checkId(request.keyId, 'key_id'),
    generation_id: checkId(request.generationId, 'generation_id'),
    images: request.images,
    per_minute: limits.requestsPerMinute,
    per_month: limits.imagesPerMonth,
    key_per_minute: request.keyLimits?.requestsPerMinute ?? null,
    key_per_month: request.keyLimits?.imagesPerMonth ?? null,
  };
}

export const toLimitStatus = (row: LimitStatusRow, limits: AccountLimits): LimitStatus => ({
  requests: {
    limit: limits.requestsPerMinute,
    remaining: row.requests_remaining,
    resetMs: row.reset_ms,
    retryAfterMs: row.retry_after_ms,
  },
  images: { limit: limits.imagesPerMonth, remaining: row.images_remaining, resetAt: row.month_ends_at },
});

export function toAdmitResponse(row: AdmitRow, limits: AccountLimits): AdmitResponse {
  return { outcome: toOutcome(row), status: toLimitStatus(row, limits) };
}

const refusals = {
  minute: AdmissionRefusal.ADMISSION_REFUSAL_MINUTE,
  month: AdmissionRefusal.ADMISSION_REFUSAL_MONTH,
  key_minute: AdmissionRefusal.ADMISSION_REFUSAL_KEY_MINUTE,
  key_month: AdmissionRefusal.ADMISSION_REFUSAL_KEY_MONTH,
} as const;

function toOutcome({ outcome, reserved_at }: AdmitRow): AdmitResponse['outcome'] {
  if (outcome === 'admitted') return { $case: 'admission', value: { reservedAt: reserved_at ?? undefined } };
  if (outcome !== 'conflict') return { $case: 'refusal', value: refusals[outcome] };
  throw new AppError('parameter_invalid', {
    message: 'generation_id belongs to another account.',
    param: 'generation_id',
  });
}
