import type { StepPolicy } from './step-policy.js';

/** In the order of arrival, each to its end: what other policies are measured against. */
export const firstComeFirstServed: StepPolicy = {
  order: (candidates) => candidates.toSorted((a, b) => a.arrivedAt - b.arrivedAt || a.id - b.id),
};
