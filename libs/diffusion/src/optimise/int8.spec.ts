import { describe, expect, it } from '@jest/globals';
import { quantisationOf, quantiseBias, quantiseWeight, roundingNoise } from './int8.js';

describe('values as whole numbers of eight bits', () => {
  it.each([
    [-1, 3],
    [0, 7],
    [2, 5],
    [-6, -2],
    [0, 0],
  ])('write zero exactly, and the ends of %d to %d within half a step', (min, max) => {
    const { scale, zeroPoint } = quantisationOf({ min, max });
    expect(Number.isInteger(zeroPoint)).toBe(true);
    for (const value of [min, max, 0]) {
      const whole = Math.min(255, Math.max(0, Math.round(value / scale) + zeroPoint));
      expect(Math.abs(scale * (whole - zeroPoint) - value)).toBeLessThanOrEqual(scale / 2 + 1e-6);
    }
    expect(zeroPoint).toBeGreaterThanOrEqual(0);
    expect(zeroPoint).toBeLessThanOrEqual(255);
  });

  it('are noisier the rarer the ends of their range are', () => {
    const even = roundingNoise({ min: -1, max: 1, meanSquare: 1 / 3 });
    const rare = roundingNoise({ min: -10, max: 10, meanSquare: 1 / 3 });
    expect(rare / even).toBeCloseTo(100, 5);
    expect(roundingNoise({ min: 0, max: 0, meanSquare: 0 })).toBe(0);
  });

  it('of weights have a scale for each channel, of the first dimension or the last', () => {
    const weight = Float32Array.of(0.9, 100, -0.4, 50);
    const rows = quantiseWeight(weight, [2, 2], 0);
    expect([...rows.values]).toEqual([1, 127, -1, 127]);
    const columns = quantiseWeight(weight, [2, 2], 1);
    expect([...columns.values]).toEqual([127, 127, -56, 64]);
    expect([...columns.scales]).toEqual([Math.fround(Math.fround(0.9) / 127), Math.fround(100 / 127)]);
    expect(rows.noise).toBeGreaterThan(0);
  });

  it('of a channel without weights are zeros, not unknown', () => {
    const { values, scales, noise } = quantiseWeight(new Float32Array(2), [2, 1], 0);
    expect([[...values], [...scales], noise]).toEqual([[0, 0], [1, 1], 0]);
    expect([...quantiseBias(Float32Array.of(2.5, 1e30), Float32Array.of(0.5, 1e-9))]).toEqual([5, 2 ** 31 - 1]);
  });
});
