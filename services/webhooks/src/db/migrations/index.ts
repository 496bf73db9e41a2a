import type { Migrations } from '@imageai/db';
import { events } from './0001-events.js';
import { deliveries } from './0002-deliveries.js';
import { accountRemovals } from './0003-account-removals.js';
import { idempotencyKeys } from './0004-idempotency-keys.js';

export const migrations: Migrations = {
  '0001_events': events,
  '0002_deliveries': deliveries,
  '0003_account_removals': accountRemovals,
  '0004_idempotency_keys': idempotencyKeys,
};
