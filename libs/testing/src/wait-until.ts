import { setTimeout as sleep } from 'node:timers/promises';

export interface WaitOptions {
  timeoutMs?: number;
  intervalMs?: number;
  /** What is waited for, in the words of the failure. */
  what?: string;
}

/**
 * Asks again until the answer is neither false, null nor undefined, and returns it. An error counts as "not yet";
 * the last one is the cause of the failure.
 */
export async function waitUntil<T>(
  ask: () => T | Promise<T>,
  { timeoutMs = 5000, intervalMs = 10, what = 'the condition' }: WaitOptions = {},
): Promise<NonNullable<Exclude<T, false>>> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    let cause: unknown;
    try {
      const answer = await ask();
      if (answer !== false && answer !== null && answer !== undefined) {
        return answer as NonNullable<Exclude<T, false>>;
      }
    } catch (error) {
      cause = error;
    }
    if (Date.now() >= deadline) throw new Error(`${what} did not come within ${timeoutMs} ms`, { cause });
    await sleep(intervalMs);
  }
}
