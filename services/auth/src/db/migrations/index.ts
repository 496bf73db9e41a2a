import type { Migrations } from '@imageai/db';
import { accountsAndKeys } from './0001-accounts-and-keys.js';
import { keyRestrictions } from './0002-key-restrictions.js';
import { auditLog } from './0003-audit-log.js';
import { plansInForce } from './0004-plans-in-force.js';
import { people } from './0005-people.js';
import { accountDeletions } from './0006-account-deletions.js';
import { planVersions } from './0007-plan-versions.js';
import { privateImages } from './0008-private-images.js';
import { idempotencyKeys } from './0009-idempotency-keys.js';
import { omitParameters } from './0010-omit-parameters.js';

export const migrations: Migrations = {
  '0001-accounts-and-keys': accountsAndKeys,
  '0002-key-restrictions': keyRestrictions,
  '0003-audit-log': auditLog,
  '0004-plans-in-force': plansInForce,
  '0005-people': people,
  '0006-account-deletions': accountDeletions,
  '0007-plan-versions': planVersions,
  '0008-private-images': privateImages,
  '0009-idempotency-keys': idempotencyKeys,
  '0010-omit-parameters': omitParameters,
};
