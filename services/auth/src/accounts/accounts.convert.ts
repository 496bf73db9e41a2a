import type { Account, Plan } from '@imageai/contracts/auth';
import type { PlanRow } from '../db/schema.js';
import { toLimits, toPlanName } from '../limits.js';
import type { AccountRow } from './accounts.repository.js';

export const toAccount = (row: AccountRow): Account => ({
  id: row.id,
  name: row.name,
  email: row.email,
  plan: toPlanName(row.plan),
  limits: toLimits(row),
  suspended: row.suspended_at !== null,
  createdAt: row.created_at,
});

export const toPlan = (row: PlanRow): Plan => ({ name: toPlanName(row.name), limits: toLimits(row) });
