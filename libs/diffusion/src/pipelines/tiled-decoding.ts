import type { LatentShape } from './denoiser.js';
import { cutPlanes } from './planes.js';

/** @param latents `[channels, height, width]`; @returns `[3, height * cell, width * cell]` */
export type DecodeSample = (latents: Float32Array, shape: LatentShape) => Promise<Float32Array>;

/** By how much tiles overlap: what diffusers takes, so that its numbers hold. */
const OVERLAP = 0.25;

interface Tile {
  readonly sample: Float32Array;
  readonly height: number;
  readonly width: number;
}

/**
 * Decodes a large image tile by tile, so that memory depends on the tile and not on the image, as diffusers'
 * `enable_vae_tiling` does: tiles overlap by a quarter, where each passes linearly into the next. The picture is not
 * quite the one that is decoded whole, since a decoder looks at all of what it is given.
 *
 * @param tile width and height of a tile in latent cells, a multiple of 4; an image that fits into one is decoded whole
 * @param cell pixels a latent cell is wide and high
 */
export function tiledDecoding(decode: DecodeSample, tile: number, cell: number): DecodeSample {
  const stride = Math.floor(tile * (1 - OVERLAP));
  const blend = Math.floor(tile * cell * OVERLAP);
  const kept = tile * cell - blend;

  return async (latents, shape) => {
    const { channels, height, width } = shape;
    if (height <= tile && width <= tile) return decode(latents, shape);
    const image = new Float32Array(3 * height * width * cell * cell);
    let above: Tile[] = [];
    for (let [row, top] = [0, 0]; top < height; row += 1, top += stride) {
      const tiles: Tile[] = [];
      for (let [column, left] = [0, 0]; left < width; column += 1, left += stride) {
        const size = { channels, height: Math.min(tile, height - top), width: Math.min(tile, width - left) };
        const sample = await decode(cutPlanes(latents, shape, { ...size, top, left }), size);
        const current = { sample, height: size.height * cell, width: size.width * cell };
        const [upper, before] = [above[column], tiles[column - 1]];
        if (upper) blendDown(upper, current, blend);
        if (before) blendRight(before, current, blend);
        tiles.push(current);
        paste(current, image, { height: height * cell, width: width * cell }, row * kept, column * kept, kept);
      }
      above = tiles;
    }
    return image;
  };
}

/** The first rows of a tile become a passage from the last rows of the one above. */
function blendDown(upper: Tile, lower: Tile, blend: number): void {
  const extent = Math.min(upper.height, lower.height, blend);
  const width = Math.min(upper.width, lower.width);
  for (let channel = 0; channel < 3; channel += 1) {
    for (let y = 0; y < extent; y += 1) {
      const from = (channel * upper.height + upper.height - extent + y) * upper.width;
      const to = (channel * lower.height + y) * lower.width;
      for (let x = 0; x < width; x += 1) mix(upper.sample, from + x, lower.sample, to + x, y / extent);
    }
  }
}

/** The first columns of a tile become a passage from the last columns of the one before. */
function blendRight(before: Tile, after: Tile, blend: number): void {
  const extent = Math.min(before.width, after.width, blend);
  for (let line = 0; line < 3 * after.height; line += 1) {
    const [from, to] = [(line + 1) * before.width - extent, line * after.width];
    for (let x = 0; x < extent; x += 1) mix(before.sample, from + x, after.sample, to + x, x / extent);
  }
}

function mix(from: Float32Array, at: number, into: Float32Array, index: number, share: number): void {
  into[index] = (from[at] ?? 0) * (1 - share) + (into[index] ?? 0) * share;
}

/** Of each tile its first `kept` rows and columns stay: what follows is the next one's to show. */
function paste(
  { sample, height, width }: Tile,
  image: Float32Array,
  size: { readonly height: number; readonly width: number },
  top: number,
  left: number,
  kept: number,
): void {
  const [rows, columns] = [Math.min(kept, height, size.height - top), Math.min(kept, width, size.width - left)];
  for (let channel = 0; channel < 3; channel += 1) {
    for (let y = 0; y < rows; y += 1) {
      const from = (channel * height + y) * width;
      image.set(sample.subarray(from, from + columns), (channel * size.height + top + y) * size.width + left);
    }
  }
}
