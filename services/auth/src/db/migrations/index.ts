import type { Migrations } from '@imageai/db';
import { accountsAndKeys } from './0001-accounts-and-keys.js';

export const migrations: Migrations = { '0001-accounts-and-keys': accountsAndKeys };
