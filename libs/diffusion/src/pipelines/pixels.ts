import type { PixelImage } from './pipeline.js';

/**
 * A decoder's answer as an image: `255 (x / 2 + 1/2)`, clamped and rounded half to even, as diffusers does it.
 *
 * @param sample `[3, height, width]`, -1 to 1
 */
export function toPixels(sample: Float32Array, width: number, height: number): PixelImage {
  const area = width * height;
  const pixels = new Uint8ClampedArray(area * 3);
  for (let channel = 0; channel < 3; channel += 1) {
    const plane = sample.subarray(channel * area, (channel + 1) * area);
    for (let index = 0; index < area; index += 1) {
      pixels[index * 3 + channel] = ((plane[index] ?? 0) / 2 + 0.5) * 255;
    }
  }
  return { pixels: new Uint8Array(pixels.buffer), width, height };
}
