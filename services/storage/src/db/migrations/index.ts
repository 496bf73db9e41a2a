import type { Migrations } from '@imageai/db';
import { images } from './0001-images.js';

export const migrations: Migrations = { '0001-images': images };
