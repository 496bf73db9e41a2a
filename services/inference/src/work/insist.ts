import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '@imageai/errors';

const firstWaitMs = 50;
const longestWaitMs = 2_000;
/** An error that is not about being away is tried again a few times: it may be a conflict, or a bug. */
const triesOfErrors = 4;

const passing = new Set<AppError['code']>(['unavailable', 'overloaded']);
const refusals = new Set<AppError['code']>([
  'parameter_invalid',
  'conflict',
  'not_found',
  'image_gone',
  'insufficient_scope',
]);

/**
 * Calls until it is answered: for ever while the other side is away, a few times when it fails, once when it refuses.
 * @throws AppError of the last try, or the signal's reason
 */
export async function insist<Result>(call: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
  let waitMs = firstWaitMs;
  for (let failures = 0; ; ) {
    signal.throwIfAborted();
    try {
      return await call();
    } catch (thrown) {
      const error = AppError.from(thrown);
      if (refusals.has(error.code)) throw error;
      if (!passing.has(error.code) && ++failures >= triesOfErrors) throw error;
      await sleep(waitMs, undefined, { signal }).catch(() => signal.throwIfAborted());
      waitMs = Math.min(waitMs * 2, longestWaitMs);
    }
  }
}
