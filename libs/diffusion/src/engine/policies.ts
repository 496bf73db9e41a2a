import { firstComeFirstServed } from './first-come-first-served.js';
import { shortestRemaining } from './shortest-remaining.js';
import type { StepPolicy } from './step-policy.js';

/** The policies by name, as they can be chosen. */
export const policies = {
  'shortest-remaining': shortestRemaining(),
  'first-come-first-served': firstComeFirstServed,
} as const satisfies Readonly<Record<string, StepPolicy>>;

export type PolicyName = keyof typeof policies;
