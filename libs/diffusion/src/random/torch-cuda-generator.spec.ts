import { describe, expect, it } from '@jest/globals';
import { philox } from './philox.js';
import { TorchCudaGenerator } from './torch-cuda-generator.js';

/** The known answers that the authors of Philox publish with Random123 (`kat_vectors`, philox4x32 10). */
const KNOWN_ANSWERS = [
  { counter: [0, 0, 0, 0], key: [0, 0], answer: [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8] },
  {
    counter: [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
    key: [0xffffffff, 0xffffffff],
    answer: [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
  },
  {
    counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    key: [0xa4093822, 0x299f31d0],
    answer: [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
  },
];

/** `torch.randn(3, 4, device='cuda')` after `manual_seed(0)`, as the web UIs that imitate it document it. */
const SEED_0 = [
  -0.92466259, -0.42534415, -2.6438457, 0.14518388, -0.12086647, -0.57972564, -0.62285122, -0.32838709, -1.07454231,
  -0.36314407, -1.67105067, 2.26550497,
];

const range = (values: Float32Array, from: number, to: number) => Array.from(values.subarray(from, to));

describe('philox', () => {
  it('gives the known answers of its authors', () => {
    for (const { counter, key, answer } of KNOWN_ANSWERS) {
      const words = Uint32Array.from(counter);
      philox(words, key[0] ?? 0, key[1] ?? 0);
      expect(Array.from(words)).toEqual(answer);
    }
  });
});

describe('TorchCudaGenerator', () => {
  it('draws from seed 0 what torch.randn draws on CUDA, to six digits', () => {
    const values = new TorchCudaGenerator(0).randn(12);
    SEED_0.forEach((expected, index) => {
      expect(Math.abs((values[index] ?? Number.NaN) - expected)).toBeLessThan(2e-6);
    });
  });

  it('gives a value the same place whatever the size of the draw, for each has a thread of its own', () => {
    const large = new TorchCudaGenerator(42).randn(4 * 64 * 64);
    expect(range(new TorchCudaGenerator(42).randn(1000), 0, 1000)).toEqual(range(large, 0, 1000));
  });

  it('draws new values at each call, and nothing when asked for nothing', () => {
    const generator = new TorchCudaGenerator(7);
    expect(generator.randn(0)).toHaveLength(0);
    const first = generator.randn(300);
    const second = generator.randn(300);
    expect(first).toEqual(new TorchCudaGenerator(7).randn(300));
    expect(first.some((value) => second.includes(value))).toBe(false);
  });

  it('gives each thread of a small card several values, the card’s threads apart', () => {
    const threads = 1024;
    const few = new TorchCudaGenerator(3, threads).randn(threads * 4 + 5);
    const many = new TorchCudaGenerator(3);
    const firstBlock = many.randn(threads);
    const secondBlock = many.randn(threads);
    expect(range(few, 0, threads)).toEqual(range(firstBlock, 0, threads));
    expect(range(few, threads * 4, threads * 4 + 5)).toEqual(range(secondBlock, 0, 5));
    const others = range(few, threads, threads * 4);
    expect(new Set([...others, ...firstBlock]).size).toBeGreaterThan(threads * 4 - 10);
  });

  it('goes on after a large draw where the threads of the card left off', () => {
    const generator = new TorchCudaGenerator(3, 256);
    generator.randn(256 * 4 + 1);
    const third = new TorchCudaGenerator(3);
    third.randn(1);
    third.randn(1);
    expect(generator.randn(200)).toEqual(third.randn(200));
  });

  it('refuses fewer threads than a block of PyTorch has', () => {
    expect(() => new TorchCudaGenerator(1, 255)).toThrow(/256 threads or more, not 255/);
    expect(() => new TorchCudaGenerator(1, Number.NaN)).toThrow(RangeError);
  });

  it('gives values of mean 0 and variance 1, all four of a thread', () => {
    const values = new TorchCudaGenerator(5, 1024).randn(100_000);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(0.02);
    expect(Math.abs(variance - 1)).toBeLessThan(0.02);
    expect(values.every(Number.isFinite)).toBe(true);
  });
});
