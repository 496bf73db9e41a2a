import { describe, expect, it } from '@jest/globals';
import { psnrDb, qualityOf, relativeError } from './quality.js';

describe('how far pictures are from others', () => {
  it('is their peak signal-to-noise ratio, and 99 dB where they are the same', () => {
    expect(psnrDb(Uint8Array.of(0, 255), Uint8Array.of(255, 0))).toBe(0);
    expect(psnrDb(Uint8Array.of(10, 20), Uint8Array.of(11, 21))).toBeCloseTo(48.13, 2);
    expect(psnrDb(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).toBe(99);
  });

  it('is of the latents what changed, as a share of them', () => {
    expect(relativeError(Float32Array.of(3, 5), Float32Array.of(3, 4))).toBeCloseTo(0.2, 6);
    expect(relativeError(Float32Array.of(1), Float32Array.of(0))).toBe(1);
  });

  it('is the mean and the worst of several', () => {
    const reference = { pixels: Uint8Array.of(10), latents: Float32Array.of(1) };
    const near = { pixels: Uint8Array.of(11), latents: Float32Array.of(1.1) };
    const quality = qualityOf([near, reference], [reference, reference]);
    expect(quality).toMatchObject({ pictures: 2, worstPsnrDb: expect.closeTo(48.13, 2) });
    expect(quality.psnrDb).toBeCloseTo((48.13 + 99) / 2, 2);
    expect(quality.latentError).toBeCloseTo(0.05, 5);
  });
});
