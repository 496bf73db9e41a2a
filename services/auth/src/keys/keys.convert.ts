import { type ApiKey, RevocationReason } from '@imageai/contracts/auth';
import type { ApiKeyRow, RevocationReasonKey } from '../db/schema.js';
import { toRestrictions } from './key-restrictions.js';

const reasons: Readonly<Record<RevocationReasonKey, RevocationReason>> = {
  revoked: RevocationReason.REVOCATION_REASON_REVOKED,
  leaked: RevocationReason.REVOCATION_REASON_LEAKED,
  account_deleted: RevocationReason.REVOCATION_REASON_ACCOUNT_DELETED,
};

export const toApiKey = (row: ApiKeyRow): ApiKey => ({
  id: row.id,
  accountId: row.account_id,
  name: row.name,
  prefix: row.prefix,
  scopes: row.scopes,
  createdAt: row.created_at,
  expiresAt: row.expires_at ?? undefined,
  revokedAt: row.revoked_at ?? undefined,
  lastUsedAt: row.last_used_at ?? undefined,
  restrictions: toRestrictions(row),
  revocationReason: row.revocation_reason === null ? undefined : reasons[row.revocation_reason],
  successorId: row.successor_id ?? undefined,
});
