import type { LatentShape } from './denoiser.js';

/** 8-bit RGB, row by row from the top, three bytes a pixel. */
export interface SourcePixels {
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/**
 * An image as an autoencoder's encoder takes it.
 *
 * @returns `[3, height, width]`, -1 to 1
 */
export function toSample({ pixels, width, height }: SourcePixels): Float32Array {
  const area = width * height;
  const sample = new Float32Array(area * 3);
  for (let index = 0; index < area; index += 1) {
    for (let channel = 0; channel < 3; channel += 1) {
      sample[channel * area + index] = 2 * Math.fround((pixels[index * 3 + channel] ?? 0) / 255) - 1;
    }
  }
  return sample;
}

/**
 * Where a mask says that the image is to be made anew: where it is at least as light as the middle between black and
 * white, by the luma of ITU-R BT.601.
 *
 * @returns 1 there and 0 elsewhere, `[height, width]`
 */
export function repainted({ pixels, width, height }: SourcePixels): Float32Array {
  return Float32Array.from({ length: width * height }, (_, index) => {
    const [red = 0, green = 0, blue = 0] = pixels.subarray(index * 3, index * 3 + 3);
    // Weights in 65536ths, rounded, as image libraries do it in integers.
    const luma = (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16;
    return luma / 255 >= 0.5 ? 1 : 0;
  });
}

/** A sample whose repainted pixels are the middle grey. */
export function withoutRepainted(sample: Float32Array, mask: Float32Array): Float32Array {
  return sample.map((value, index) => ((mask[index % mask.length] ?? 0) < 0.5 ? value : 0));
}

/**
 * A mask's pixels at the upper left corner of each latent cell.
 *
 * @returns `[height, width]` of the latents
 */
export function maskOfCells(mask: Float32Array, { height, width }: LatentShape, cell: number): Float32Array {
  return Float32Array.from({ length: height * width }, (_, index) => {
    const [row, column] = [Math.floor(index / width), index % width];
    return mask[row * cell * width * cell + column * cell] ?? 0;
  });
}
