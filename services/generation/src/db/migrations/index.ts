import type { Migrations } from '@imageai/db';
import { generations } from './0001-generations.js';

export const migrations: Migrations = { '0001_generations': generations };
