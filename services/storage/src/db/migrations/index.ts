import type { Migrations } from '@imageai/db';
import { images } from './0001-images.js';
import { cleared } from './0002-cleared.js';
import { renditions } from './0003-renditions.js';
import { inputs } from './0004-inputs.js';
import { accountRemovals } from './0005-account-removals.js';
import { privateImages } from './0006-private-images.js';
import { prompts } from './0007-prompts.js';

export const migrations: Migrations = {
  '0001-images': images,
  '0002-cleared': cleared,
  '0003-renditions': renditions,
  '0004-inputs': inputs,
  '0005-account-removals': accountRemovals,
  '0006-private-images': privateImages,
  '0007-prompts': prompts,
};
