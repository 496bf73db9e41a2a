import type { Migrations } from '@imageai/db';
import { generations } from './0001-generations.js';
import { webhookTargets } from './0002-webhook-targets.js';
import { modelDetails } from './0003-model-details.js';
import { idempotencyKeys } from './0004-idempotency-keys.js';
import { versionsOfTheClock } from './0005-versions-of-the-clock.js';
import { accountRemovals } from './0006-account-removals.js';

export const migrations: Migrations = {
  '0001_generations': generations,
  '0002_webhook_targets': webhookTargets,
  '0003_model_details': modelDetails,
  '0004_idempotency_keys': idempotencyKeys,
  '0005_versions_of_the_clock': versionsOfTheClock,
  '0006_account_removals': accountRemovals,
};
