import type { Migrations } from '@imageai/db';
import { tables } from './0001-tables.js';
import { admitFunctions } from './0002-admit.js';
import { settleFunctions } from './0003-settle.js';

export const migrations: Migrations = {
  '0001-tables': tables,
  '0002-admit': admitFunctions,
  '0003-settle': settleFunctions,
};
