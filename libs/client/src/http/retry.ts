import { ConnectionError, type ImageAIError } from '../errors.js';

const firstDelayMs = 500;
const longestDelayMs = 8_000;
/** Who is asked to stay away for longer is told so, not kept waiting. */
export const longestObeyedMs = 60_000;
/** Clients that were refused together are not to come back together. */
const spreadMs = 250;

/**
 * How long to wait before the next try, or undefined where there is to be none.
 * @param failures earlier ones in a row, this one not counted
 * @param random from 0 to 1
 */
export function retryDelayMs(error: ImageAIError, failures: number, random = Math.random()): number | undefined {
  if (!isWorthRetrying(error)) return undefined;
  const { retryAfterMs } = error;
  if (retryAfterMs === undefined) return Math.min(firstDelayMs * 2 ** failures, longestDelayMs) * (0.5 + random / 2);
  return retryAfterMs <= longestObeyedMs ? retryAfterMs + spreadMs * random : undefined;
}

function isWorthRetrying({ shouldRetry, status, code, retryAfterMs }: ImageAIError): boolean {
  if (shouldRetry !== undefined) return shouldRetry;
  if (status === undefined) return true;
  // The caller's own deadline has passed: another try would be given as much time again.
  if (code === 'generation_timeout') return false;
  // A conflict that passes by itself says when: the first request under the same idempotency key is on its way.
  if (status === 409) return retryAfterMs !== undefined;
  return status === 408 || status === 429 || (status >= 500 && status !== 501);
}

/** Anything thrown on the way to an answer, as one of ours. */
export function connectionError(thrown: unknown, url: string): ConnectionError {
  const cause = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown;
  // Node's "fetch failed" keeps what happened in its cause, and that one may have a code and no words.
  const reason = cause instanceof Error ? cause.message || String((cause as { code?: unknown }).code) : String(cause);
  return new ConnectionError(`No answer from ${new URL(url).origin}: ${reason}`, { cause: thrown });
}
