import type { Migrations } from '@imageai/db';
import { tables } from './0001-tables.js';
import { admitFunctions } from './0002-admit.js';
import { settleFunctions } from './0003-settle.js';
import { usageTables } from './0004-usage-tables.js';
import { rollupFunctions } from './0005-rollups.js';
import { settleUsageFunctions } from './0006-settle-usage.js';
import { quotaWarnings } from './0007-quota-warnings.js';
import { accountRemovals } from './0008-account-removals.js';
import { usageExports } from './0009-usage-exports.js';
import { keyLimits } from './0010-key-limits.js';
import { shorterRebuild } from './0011-rebuild-usage.js';

export const migrations: Migrations = {
  '0001-tables': tables,
  '0002-admit': admitFunctions,
  '0003-settle': settleFunctions,
  '0004-usage-tables': usageTables,
  '0005-rollups': rollupFunctions,
  '0006-settle-usage': settleUsageFunctions,
  '0007-quota-warnings': quotaWarnings,
  '0008-account-removals': accountRemovals,
  '0009-usage-exports': usageExports,
  '0010-key-limits': keyLimits,
  '0011-rebuild-usage': shorterRebuild,
};
