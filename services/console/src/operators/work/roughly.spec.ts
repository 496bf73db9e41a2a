import { describe, expect, it } from '@jest/globals';
import { roughly } from './roughly.js';

describe('how long something takes', () => {
  it.each([
    [0, '0.0 s'],
    [420, '0.4 s'],
    [9_960, '10.0 s'],
    [61_400, '61 s'],
    [600_000, '10 min'],
  ])('of %d ms is said as roughly as it is known: %s', (ms, said) => {
    expect(roughly(ms)).toBe(said);
  });
});
