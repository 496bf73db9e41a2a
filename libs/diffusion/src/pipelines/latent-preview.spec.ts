import { describe, expect, it, jest } from '@jest/globals';
import { TorchGenerator } from '../random/torch-generator.js';
import type { LatentShape } from './denoiser.js';
import { latentPreview } from './latent-preview.js';
import type { PixelImage } from './pipeline.js';

/** Paints each cell of 16 x 16 pixels from three channels: its left half red, its lower half blue, green all over. */
const decode = jest.fn(async (latents: Float32Array, { height, width }: LatentShape): Promise<PixelImage> => {
  const pixels = new Uint8Array(height * width * 16 * 16 * 3);
  for (let y = 0; y < height * 16; y += 1) {
    for (let x = 0; x < width * 16; x += 1) {
      const cell = Math.floor(y / 16) * width + Math.floor(x / 16);
      const channel = (index: number) => 128 + 40 * (latents[index * height * width + cell] ?? 0);
      const colour = [x % 16 < 8 ? channel(0) : 128, channel(1), y % 16 < 8 ? 128 : channel(2)];
      pixels.set(colour, (y * width * 16 + x) * 3);
    }
  }
  return { pixels, width: width * 16, height: height * 16 };
});

describe('latentPreview', () => {
  it('shows what the decoder would paint, an eighth as wide and high', async () => {
    const shape = { channels: 3, height: 2, width: 4 };
    const latents = new TorchGenerator(9).randn(3 * 2 * 4).map((value) => 0.5 * value);
    const { pixels, width, height } = await latentPreview(decode, 3, 16)(latents, shape);
    expect([width, height]).toEqual([8, 4]);
    const image = await decode(latents, shape);
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) {
        for (let rgb = 0; rgb < 3; rgb += 1) {
          const decoded = image.pixels[((y * 8 + 4) * 64 + x * 8 + 4) * 3 + rgb] ?? 0;
          expect(Math.abs((pixels[(y * width + x) * 3 + rgb] ?? 0) - decoded)).toBeLessThanOrEqual(2);
        }
      }
    }
  });

  it('asks the decoder at the first preview only', async () => {
    decode.mockClear();
    const preview = latentPreview(decode, 3, 16);
    expect(decode).not.toHaveBeenCalled();
    const shape = { channels: 3, height: 1, width: 1 };
    await preview(new Float32Array(3), shape);
    const { length } = decode.mock.calls;
    expect(length).toBeGreaterThan(0);
    await preview(new Float32Array(3), shape);
    expect(decode.mock.calls).toHaveLength(length);
  });
});
