import type { CreateKeyParameters, KeyReportResult, KeyResource } from '@imageai/api';
import { type ApiKey, type KeyRestrictions, RevocationReason, RevokeByTextResult } from '@imageai/contracts/auth';
import { iso, isoOrNull, present } from '../peers/auth-answers.js';

const reasons = new Map<RevocationReason, KeyResource['revocation_reason']>([
  [RevocationReason.REVOCATION_REASON_REVOKED, 'revoked'],
  [RevocationReason.REVOCATION_REASON_LEAKED, 'leaked'],
  [RevocationReason.REVOCATION_REASON_ACCOUNT_DELETED, 'account_deleted'],
]);
const results = new Map<RevokeByTextResult, KeyReportResult>([
  [RevokeByTextResult.REVOKE_BY_TEXT_RESULT_REVOKED, 'revoked'],
  [RevokeByTextResult.REVOKE_BY_TEXT_RESULT_ENDED_BEFORE, 'ended_before'],
  [RevokeByTextResult.REVOKE_BY_TEXT_RESULT_UNKNOWN, 'unknown'],
]);

export function toKey(sent: ApiKey | undefined): KeyResource {
  const { restrictions, ...key } = present(sent, 'key');
  return {
    id: key.id,
    name: key.name,
    prefix: key.prefix,
    scopes: key.scopes,
    created_at: iso(key.createdAt),
    expires_at: isoOrNull(key.expiresAt),
    last_used_at: isoOrNull(key.lastUsedAt),
    revoked_at: isoOrNull(key.revokedAt),
    revocation_reason: (key.revocationReason && reasons.get(key.revocationReason)) ?? null,
    successor_id: key.successorId ?? null,
    requests_per_minute: restrictions?.requestsPerMinute ?? null,
    images_per_month: restrictions?.imagesPerMonth ?? null,
    allowed_origins: restrictions?.allowedOrigins ?? [],
    allowed_addresses: restrictions?.allowedAddresses ?? [],
  };
}

export const toRestrictions = (sent: CreateKeyParameters): KeyRestrictions => ({
  requestsPerMinute: sent.requests_per_minute,
  imagesPerMonth: sent.images_per_month,
  allowedOrigins: sent.allowed_origins,
  allowedAddresses: sent.allowed_addresses,
});

export const toReportResult = (result: RevokeByTextResult): KeyReportResult => present(results.get(result), 'result');
