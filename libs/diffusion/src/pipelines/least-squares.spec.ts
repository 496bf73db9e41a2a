import { describe, expect, it } from '@jest/globals';
import { TorchGenerator } from '../random/torch-generator.js';
import { leastSquares } from './least-squares.js';

const generator = new TorchGenerator(1);
const random = (length: number) => Float64Array.from(generator.randn(length));
const times = (input: Float64Array, map: readonly Float64Array[]) =>
  Float64Array.from({ length: map[0]?.length ?? 0 }, (_, at) =>
    input.reduce((sum, value, column) => sum + value * (map[column]?.[at] ?? 0), 0),
  );

describe('leastSquares', () => {
  it('finds the map that made the pairs', () => {
    const map = Array.from({ length: 5 }, () => random(3));
    const inputs = Array.from({ length: 40 }, () => random(5));
    const found = leastSquares(
      inputs,
      inputs.map((input) => times(input, map)),
    );
    found.forEach((row, column) => {
      for (const [at, value] of row.entries()) expect(value).toBeCloseTo(map[column]?.[at] ?? Number.NaN, 4);
    });
  });

  it('leaves nothing that any other map would explain better', () => {
    const inputs = Array.from({ length: 40 }, () => random(4));
    const outputs = inputs.map(() => random(2));
    const map = leastSquares(inputs, outputs);
    // What is left over stands at a right angle to every column.
    for (let column = 0; column < 4; column += 1) {
      const leftOver = inputs.reduce(
        (sum, input, pair) => sum + (input[column] ?? 0) * ((outputs[pair]?.[0] ?? 0) - (times(input, map)[0] ?? 0)),
        0,
      );
      expect(Math.abs(leftOver)).toBeLessThan(1e-3);
    }
  });

  it('keeps to finite numbers where two columns say the same', () => {
    const inputs = [1, 2, 3].map((value) => Float64Array.of(value, value));
    const map = leastSquares(inputs, inputs);
    expect(times(Float64Array.of(4, 4), map)[0]).toBeCloseTo(4, 3);
  });
});
