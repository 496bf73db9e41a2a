import type { LimitStatus } from '@imageai/contracts/metering';

/** The headers that say how much of an account's limits is left. */
export function rateLimitHeaders({ requests, images }: LimitStatus, now: Date): Record<string, string> {
  const headers: Record<string, string> = {};
  if (requests !== undefined) {
    const resetSeconds = seconds(requests.resetMs);
    headers['x-ratelimit-limit-requests'] = String(requests.limit);
    headers['x-ratelimit-remaining-requests'] = String(requests.remaining);
    headers['x-ratelimit-reset-requests'] = `${resetSeconds}s`;
    headers['ratelimit-policy'] = `"rpm";q=${requests.limit};w=60`;
    headers.ratelimit = `"rpm";r=${requests.remaining};t=${resetSeconds}`;
  }
  if (images !== undefined) {
    headers['x-ratelimit-limit-images'] = String(images.limit);
    headers['x-ratelimit-remaining-images'] = String(images.remaining);
    const resetMs = (images.resetAt?.getTime() ?? now.getTime()) - now.getTime();
    headers['x-ratelimit-reset-images'] = `${seconds(Math.max(resetMs, 0))}s`;
  }
  return headers;
}

/**
 * Rounded up: who waits so long does not come too early. Metering's times run one millisecond beyond the minute (a span
 * includes both its ends); that one, less than an answer takes to arrive, does not make a minute 61 s.
 */
export const seconds = (ms: number): number => (ms > 0 ? Math.max(1, Math.ceil((ms - 1) / 1000)) : 0);
