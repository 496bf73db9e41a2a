import type { KeyRefusal, Principal, VerifyKeyResponse } from '@imageai/contracts/auth';
import { toRestrictions } from '../keys/key-restrictions.js';
import { toLimits, toPlanName } from '../limits.js';
import type { CandidateRow } from './verification.repository.js';

export const refused = (refusal: KeyRefusal): VerifyKeyResponse => ({ result: { $case: 'refusal', value: refusal } });

export const toPrincipal = (row: CandidateRow): Principal => ({
  accountId: row.account_id,
  keyId: row.key_id,
  plan: toPlanName(row.plan),
  limits: toLimits(row),
  scopes: row.scopes,
  suspended: row.suspended,
  privateImages: row.private_images,
  omitParameters: row.omit_parameters,
  restrictions: toRestrictions({
    requests_per_minute: row.key_requests_per_minute,
    images_per_month: row.key_images_per_month,
    allowed_origins: row.allowed_origins,
    allowed_addresses: row.allowed_addresses,
  }),
});
