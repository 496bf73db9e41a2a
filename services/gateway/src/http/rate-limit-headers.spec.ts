import { expect, it } from '@jest/globals';
import { rateLimitHeaders, seconds } from './rate-limit-headers.js';

it('says what is left in the headers of the contract, durations rounded up', () => {
  const status = {
    requests: { limit: 30, remaining: 12, resetMs: 40_002, retryAfterMs: 0 },
    images: { limit: 2000, remaining: 7, resetAt: new Date('2026-12-01T00:00:00Z') },
  };
  expect(rateLimitHeaders(status, new Date('2026-11-30T23:58:59.500Z'))).toEqual({
    'x-ratelimit-limit-requests': '30',
    'x-ratelimit-remaining-requests': '12',
    'x-ratelimit-reset-requests': '41s',
    'ratelimit-policy': '"rpm";q=30;w=60',
    ratelimit: '"rpm";r=12;t=41',
    'x-ratelimit-limit-images': '2000',
    'x-ratelimit-remaining-images': '7',
    'x-ratelimit-reset-images': '61s',
  });
});

it('never counts back beyond now', () => {
  const images = { limit: 1, remaining: 0, resetAt: new Date(0) };
  expect(rateLimitHeaders({ requests: undefined, images }, new Date(5000))).toMatchObject({
    'x-ratelimit-reset-images': '0s',
  });
});

it('rounds up, but never a full minute to 61 s', () => {
  expect([0, 1, 2, 999, 1001, 1002, 60_001].map(seconds)).toEqual([0, 1, 1, 1, 1, 2, 60]);
});
