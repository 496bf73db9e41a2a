import { setTimeout as sleep } from 'node:timers/promises';

/** Asks again and again; the first answer that is not undefined. */
export async function waitUntil<T>(what: string, seconds: number, ask: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + seconds * 1_000;
  let lastError = '';
  for (;;) {
    const answer = await ask().catch((error: Error) => {
      lastError = error.message;
      return undefined;
    });
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error(`${what} did not come within ${seconds} s. ${lastError}`);
    await sleep(500);
  }
}
