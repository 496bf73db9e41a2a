import { expect, it } from '@jest/globals';
import { retryAfterMs } from './retry-after.js';

const now = new Date('2026-03-01T12:00:00.000Z');

it.each([
  ['120', 120_000],
  ['0', 0],
  ['Sun, 01 Mar 2026 12:01:00 GMT', 60_000],
  ['Sun, 01 Mar 2026 11:00:00 GMT', 0],
  ['soon', undefined],
  ['-5', undefined],
  ['', undefined],
  [undefined, undefined],
])('"%s" means %s ms', (header, expected) => {
  expect(retryAfterMs(header, now)).toBe(expected);
});
