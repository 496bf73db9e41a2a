import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { TorchGenerator } from './torch-generator.js';

interface NoiseCase {
  seed: number;
  draws: { count: number; first: string; sha256: string }[];
}

const cases: NoiseCase[] = JSON.parse(readFileSync('fixtures/noise.json', 'utf8'));

describe('TorchGenerator', () => {
  for (const { seed, draws } of cases) {
    it(`draws ${draws.length > 9 ? `1 to ${draws.length}` : draws.map(({ count }) => count).join(', ')} values from seed ${seed} as PyTorch does, bit for bit`, () => {
      const generator = new TorchGenerator(seed);
      for (const { count, first, sha256 } of draws) {
        const bytes = Buffer.from(generator.randn(count).buffer);
        expect(bytes.subarray(0, 160).toString('base64')).toBe(first);
        expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
      }
    });
  }

  it('gives values of mean 0 and variance 1', () => {
    const values = new TorchGenerator(5).randn(100_000);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(0.02);
    expect(Math.abs(variance - 1)).toBeLessThan(0.02);
  });

  it('draws nothing when asked for nothing', () => {
    const generator = new TorchGenerator(3);
    expect(generator.randn(0)).toHaveLength(0);
    expect(generator.randn(4)).toEqual(new TorchGenerator(3).randn(4));
  });
});
