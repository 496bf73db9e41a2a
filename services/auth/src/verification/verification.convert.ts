import type { KeyRefusal, Principal, VerifyKeyResponse } from '@imageai/contracts/auth';
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
});
