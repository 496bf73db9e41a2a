import type { Migrations } from '@imageai/db';
import { events } from './0001-events.js';

export const migrations: Migrations = { '0001_events': events };
