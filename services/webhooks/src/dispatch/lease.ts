import { randomUUID } from 'node:crypto';
import type { Lease } from './due-delivery.js';

/** In time-outs of a try: one for the try, and plenty to write down what came of it. */
const leaseTimeouts = 4;

/** Measured by the monotonic clock from before it is written, so that it is over here no later than in Postgres. */
export function newLease(now: Date, attemptTimeoutMs: number): Lease {
  const leaseMs = leaseTimeouts * attemptTimeoutMs;
  const start = performance.now();
  return {
    id: randomUUID(),
    until: new Date(now.getTime() + leaseMs),
    beginBefore: start + leaseMs - 2 * attemptTimeoutMs,
    end: start + leaseMs,
  };
}
