import type { Migrations } from '@imageai/db';
import { images } from './0001-images.js';
import { cleared } from './0002-cleared.js';

export const migrations: Migrations = { '0001-images': images, '0002-cleared': cleared };
