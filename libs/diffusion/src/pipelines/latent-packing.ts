import type { LatentShape } from './denoiser.js';

/** How the denoiser takes latents `[channels, height, width]`. */
export interface LatentPacking {
  /** Cells that a side of the latents must be a multiple of. */
  readonly multiple: number;
  dims(shape: LatentShape): readonly number[];
  pack(latents: Float32Array, shape: LatentShape): Float32Array;
  /** The opposite of `pack`. */
  unpack(packed: Float32Array, shape: LatentShape): Float32Array;
}

/** As they are: a U-Net, or a transformer that cuts them itself. */
export const unpacked: LatentPacking = {
  multiple: 1,
  dims: ({ channels, height, width }) => [channels, height, width],
  pack: (latents) => latents,
  unpack: (packed) => packed,
};

const PATCH = 2;

/**
 * Two by two cells are one token: `[height / 2 * width / 2, channels * 4]`, tokens row by row, and in a token all of a
 * channel's cells before the next channel's.
 */
export const patchedTwoByTwo: LatentPacking = {
  multiple: PATCH,
  dims: ({ channels, height, width }) => [(height / PATCH) * (width / PATCH), channels * PATCH * PATCH],
  pack: (latents, shape) => permuted(shape, (packed, unpacked) => [packed, unpacked], latents),
  unpack: (packed, shape) => permuted(shape, (packed, unpacked) => [unpacked, packed], packed),
};

/** @param places of a value that is at `packed` in one and at `unpacked` in the other: where it goes, whence it comes */
function permuted(
  { channels, height, width }: LatentShape,
  places: (packed: number, unpacked: number) => readonly [to: number, from: number],
  values: Float32Array,
): Float32Array {
  const result = new Float32Array(values.length);
  const columns = width / PATCH;
  const features = channels * PATCH * PATCH;
  for (let channel = 0; channel < channels; channel += 1) {
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) {
        const token = Math.floor(y / PATCH) * columns + Math.floor(x / PATCH);
        const feature = channel * PATCH * PATCH + (y % PATCH) * PATCH + (x % PATCH);
        const [to, from] = places(token * features + feature, (channel * height + y) * width + x);
        result[to] = values[from] ?? 0;
      }
    }
  }
  return result;
}
