import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '@imageai/errors';

const firstDelayMs = 50;
const maxDelayMs = 500;

/**
 * Makes a call again while its service is away, for so long: a restart of one service is not seen by clients.
 * Only for calls that may be repeated.
 */
export async function untilAvailable<Answer>(patienceMs: number, call: () => Promise<Answer>): Promise<Answer> {
  const until = performance.now() + patienceMs;
  for (let delayMs = firstDelayMs; ; delayMs = Math.min(delayMs * 2, maxDelayMs)) {
    try {
      return await call();
    } catch (error) {
      const fault = peerFault(error);
      if (fault.code !== 'unavailable' || performance.now() + delayMs > until) throw fault;
    }
    await sleep(delayMs);
  }
}

/**
 * What a client is told of another service's error. Their refusals are answers; an error is never the client's fault:
 * a service token that is not accepted, say, must not look like a wrong API key.
 */
export function peerFault(error: unknown): AppError {
  const { code, retryAfterSeconds } = AppError.from(error);
  if (code !== 'unavailable' && code !== 'overloaded') return new AppError('internal_error', { cause: error });
  return new AppError(code, { cause: error, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) });
}
