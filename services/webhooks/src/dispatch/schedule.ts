const seconds = 1_000;
const minutes = 60 * seconds;
const hours = 60 * minutes;

/** Before each try, from the failure of the one before. */
export const waitsMs: readonly number[] = [
  0,
  5 * seconds,
  5 * minutes,
  30 * minutes,
  2 * hours,
  5 * hours,
  10 * hours,
  14 * hours,
  20 * hours,
  24 * hours,
];

/** Up to this part more, so that what failed together does not come back together. */
const jitter = 0.1;
/** A receiver cannot put a delivery off for longer. */
const longestRetryAfterMs = 24 * hours;

/**
 * How long to wait before the next try, in milliseconds; undefined when the one that failed was the last.
 * @param step of the try that failed
 * @param retryAfterMs what the receiver asked for; a shorter one than ours changes nothing
 * @param random 0 to 1
 */
export function nextWaitMs(step: number, retryAfterMs: number | undefined, random: number): number | undefined {
  const waitMs = waitsMs[step + 1];
  if (waitMs === undefined) return undefined;
  return Math.max(waitMs * (1 + jitter * random), Math.min(retryAfterMs ?? 0, longestRetryAfterMs));
}
