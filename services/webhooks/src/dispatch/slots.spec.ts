import { expect, it } from '@jest/globals';
import { Slots } from './slots.js';

it('one target gets no more than its share, and leaves the rest to others', () => {
  const slots = new Slots(5, 2);
  expect([1, 2, 3].map(() => slots.take('slow', false))).toEqual([true, true, false]);
  expect([slots.take('other', false), slots.free]).toEqual([true, 2]);
  slots.release('slow');
  expect(slots.take('slow', false)).toBe(true);
});

it('a target whose last try failed gets one at a time', () => {
  const slots = new Slots(5, 2);
  expect([slots.take('broken', true), slots.take('broken', true)]).toEqual([true, false]);
});

it('all targets together get no more than there are', () => {
  const slots = new Slots(2, 2);
  expect(['a', 'b', 'c'].map((target) => slots.take(target, false))).toEqual([true, true, false]);
  expect(slots.free).toBe(0);
});
