import { expect, it } from '@jest/globals';
import { nextWaitMs, waitsMs } from './schedule.js';

const hour = 60 * 60 * 1_000;

it('waits 0 s, 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h, and then no more', () => {
  const seconds = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];
  expect(waitsMs[0]).toBe(0);
  expect(waitsMs.slice(1).map((_, step) => nextWaitMs(step, undefined, 0))).toEqual(seconds.map((s) => s * 1_000));
  expect(nextWaitMs(9, undefined, 0)).toBeUndefined();
});

it('comes up to a tenth later by chance, never earlier', () => {
  expect(nextWaitMs(0, undefined, 0.999)).toBeCloseTo(5_499.5);
  expect(nextWaitMs(4, undefined, 0.5)).toBeCloseTo(5.25 * hour);
});

it('obeys a longer Retry-After, up to a day, and no shorter one', () => {
  expect(nextWaitMs(0, 60_000, 0)).toBe(60_000);
  expect(nextWaitMs(0, 1_000, 0)).toBe(5_000);
  expect(nextWaitMs(0, 1_000 * hour, 0)).toBe(24 * hour);
  expect(nextWaitMs(9, 60_000, 0)).toBeUndefined();
});
