import { expect, test } from '@jest/globals';
import { FakeClock } from './fake-clock.js';

test('time stands still until it is moved', () => {
  const clock = new FakeClock('2026-01-31T23:59:59.000Z');
  expect(clock.now()).toEqual(clock.now());
  clock.advance(1500);
  expect(clock.now().toISOString()).toBe('2026-02-01T00:00:00.500Z');
  clock.set('2026-03-01T00:00:00.000Z');
  expect(clock.now().toISOString()).toBe('2026-03-01T00:00:00.000Z');
});

test('a date that was handed out cannot move the clock', () => {
  const clock = new FakeClock('2026-01-01T00:00:00.000Z');
  clock.now().setFullYear(1999);
  expect(clock.now().getUTCFullYear()).toBe(2026);
});
