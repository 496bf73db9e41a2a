import type { Account, Plan } from '@imageai/contracts/auth';
import type { AccountRow, PlanRow } from '../db/schema.js';
import { toLimits, toOverrides, toPlanName } from '../limits.js';

export const toAccount = (row: AccountRow): Account => ({
  id: row.id,
  name: row.name,
  email: row.email,
  plan: toPlanName(row.plan),
  limits: toLimits(row),
  suspended: row.suspended_at !== null,
  createdAt: row.created_at,
  suspendedReason: row.suspended_reason ?? undefined,
  version: row.version,
  overrides: toOverrides(row.overrides),
  scheduledChange:
    row.next_plan === null || row.next_at === null
      ? undefined
      : {
          plan: toPlanName(row.next_plan),
          overrides: toOverrides(row.next_overrides ?? {}),
          effectiveAt: row.next_at,
        },
  deletedAt: row.deleted_at ?? undefined,
  privateImages: row.private_images,
  omitParameters: row.omit_parameters,
});

export const toPlan = (row: PlanRow): Plan => ({
  name: toPlanName(row.name),
  limits: toLimits(row),
  version: row.version,
});
