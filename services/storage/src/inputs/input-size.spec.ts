import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fittedSize } from './input-size.js';

const limits = (sizeMultiple: number, maxPixels: number) =>
  ({ $case: 'limits', value: { sizeMultiple, maxPixels: BigInt(maxPixels) } }) as const;

describe('the size of an input', () => {
  it('is the one that is asked for, whatever the picture has', () => {
    const size = { width: 512, height: 768 };
    expect(fittedSize({ width: 3, height: 4000 }, { $case: 'size', value: size })).toBe(size);
  });

  it.each([
    [640, 480, 640, 480],
    [643, 487, 640, 480],
    [4000, 3000, 1176, 880],
    [5, 5, 8, 8],
    [1024, 1024, 1024, 1024],
    [1_000_000, 1, 131_072, 8],
  ])('is, of a picture of %i x %i, %i x %i where it may choose', (width, height, fittedWidth, fittedHeight) => {
    expect(fittedSize({ width, height }, limits(8, 1024 * 1024))).toEqual({
      width: fittedWidth,
      height: fittedHeight,
    });
  });

  it('keeps to the limits for any picture', () => {
    const side = fc.integer({ min: 1, max: 60_000 });
    fc.assert(
      fc.property(side, side, fc.constantFrom(8, 16, 64, 128), fc.constantFrom(262_144, 1_048_576), (w, h, m, max) => {
        const { width, height } = fittedSize({ width: w, height: h }, limits(m, max));
        expect(width % m).toBe(0);
        expect(height % m).toBe(0);
        expect(Math.min(width, height)).toBeGreaterThanOrEqual(m);
        expect(width * height).toBeLessThanOrEqual(max);
      }),
    );
  });
});
