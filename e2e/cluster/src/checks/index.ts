import type { Check } from './check.js';
import { disturbsOneAtATime } from './disruption.js';
import { takesEveryExample } from './examples.js';
import { placesOnGpus } from './gpu-placement.js';
import { makesPictures } from './pictures.js';
import { enforcesPolicies } from './policies.js';
import { upgradesWithoutFailure } from './upgrade.js';
import { losesNothing } from './workers.js';

export type { Check } from './check.js';

/** In the order in which they are tried. */
export const checks: readonly Check[] = [
  makesPictures,
  enforcesPolicies,
  losesNothing,
  upgradesWithoutFailure,
  disturbsOneAtATime,
  placesOnGpus,
  takesEveryExample,
];
