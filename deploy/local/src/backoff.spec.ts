import { expect, test } from '@jest/globals';
import { Backoff } from './backoff.js';

test('what keeps dying is started again ever later, ten seconds at the most', () => {
  const backoff = new Backoff();
  const waits = Array.from({ length: 9 }, () => backoff.nextMs());
  expect(waits).toEqual([100, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000]);
});

test('what ran well for a while is started again at once', () => {
  let timeMs = 1;
  const backoff = new Backoff(() => timeMs);
  for (let round = 0; round < 5; round += 1) backoff.nextMs();
  backoff.started();
  timeMs += 20_000;
  expect(backoff.nextMs()).toBe(100);
});
