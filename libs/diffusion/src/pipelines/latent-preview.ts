import { TorchGenerator } from '../random/torch-generator.js';
import type { LatentShape } from './denoiser.js';
import { leastSquares } from './least-squares.js';
import type { PixelImage } from './pipeline.js';

/** From latents to a picture of an eighth of the image's width and height. */
export type LatentPreview = (latents: Float32Array, shape: LatentShape) => Promise<PixelImage>;

type Decode = (latents: Float32Array, shape: LatentShape) => Promise<PixelImage>;

/** Pixels of the image that one pixel of a preview stands for, along a side. */
const PIXEL = 8;
/** Cells of a probe along a side, in blocks of two: neighbours in an image resemble each other. */
const PROBE = 8;
const BLOCK = 2;
/** Colours of real images are nearer to the middle than standard normal latents would paint them. */
const PROBE_DEVIATION = 0.6;
/** Blocks for each number that is to be found, so that the decoder's texture evens out. */
const BLOCKS_PER_UNKNOWN = 2.5;

/**
 * Previews that cost next to nothing: a linear map from a cell's channels to the mean colours of its pixels, found by
 * least squares from what the model's own decoder makes of a few small random latents (known for Stable Diffusion as
 * "latent to RGB factors"). The decoder is asked at the first preview, and never for a preview again.
 *
 * @param cell pixels that a latent cell is wide and high
 */
export function latentPreview(decode: Decode, channels: number, cell: number): LatentPreview {
  const grid = Math.max(1, Math.round(cell / PIXEL));
  let fitted: Promise<Float64Array[]> | undefined;
  return async (latents, shape) => {
    fitted ??= fit(decode, channels, grid);
    return paint(await fitted, latents, shape, grid);
  };
}

async function fit(decode: Decode, channels: number, grid: number): Promise<Float64Array[]> {
  const shape = { channels, height: PROBE, width: PROBE };
  const generator = new TorchGenerator(0);
  const probes = Math.ceil((BLOCKS_PER_UNKNOWN * (channels + 1)) / (PROBE / BLOCK) ** 2);
  const inputs: Float64Array[] = [];
  const outputs: Float64Array[] = [];
  for (let probe = 0; probe < probes; probe += 1) {
    const latents = blockNoise(generator, channels);
    const image = await decode(latents, shape);
    for (let cell = 0; cell < PROBE * PROBE; cell += 1) {
      inputs.push(cellInput(latents, cell, PROBE * PROBE, channels));
      outputs.push(meanColours(image, cell, grid));
    }
  }
  return leastSquares(inputs, outputs);
}

function blockNoise(generator: TorchGenerator, channels: number): Float32Array {
  const blocks = PROBE / BLOCK;
  const noise = generator.randn(channels * blocks * blocks);
  return Float32Array.from({ length: channels * PROBE * PROBE }, (_, index) => {
    const [x, y, channel] = [index % PROBE, Math.floor(index / PROBE) % PROBE, Math.floor(index / PROBE ** 2)];
    return PROBE_DEVIATION * (noise[(channel * blocks + Math.floor(y / BLOCK)) * blocks + Math.floor(x / BLOCK)] ?? 0);
  });
}

/** A cell's channels, and a one for what the map adds always. */
function cellInput(latents: Float32Array, cell: number, area: number, channels: number): Float64Array {
  const input = new Float64Array(channels + 1);
  for (let channel = 0; channel < channels; channel += 1) input[channel] = latents[channel * area + cell] ?? 0;
  input[channels] = 1;
  return input;
}

/** Of the `grid` x `grid` parts of a probe's cell: `[row, column, RGB]`. */
function meanColours({ pixels, width }: PixelImage, cell: number, grid: number): Float64Array {
  const size = width / (PROBE * grid);
  const colours = new Float64Array(grid * grid * 3);
  for (let y = 0; y < grid * size; y += 1) {
    const row = Math.floor(cell / PROBE) * grid * size + y;
    for (let x = 0; x < grid * size; x += 1) {
      const pixel = (row * width + (cell % PROBE) * grid * size + x) * 3;
      const part = (Math.floor(y / size) * grid + Math.floor(x / size)) * 3;
      for (let rgb = 0; rgb < 3; rgb += 1) {
        colours[part + rgb] = (colours[part + rgb] ?? 0) + (pixels[pixel + rgb] ?? 0) / size ** 2;
      }
    }
  }
  return colours;
}

function paint(map: readonly Float64Array[], latents: Float32Array, shape: LatentShape, grid: number): PixelImage {
  const { channels, height, width } = shape;
  const bias = map[channels] ?? new Float64Array(grid * grid * 3);
  const rowLength = width * grid * 3;
  const pixels = new Uint8ClampedArray(height * grid * rowLength);
  const colours = new Float64Array(bias.length);
  for (let cell = 0; cell < height * width; cell += 1) {
    colours.set(bias);
    for (let channel = 0; channel < channels; channel += 1) {
      const value = latents[channel * height * width + cell] ?? 0;
      const factors = map[channel] ?? bias;
      for (let at = 0; at < colours.length; at += 1) colours[at] = (colours[at] ?? 0) + value * (factors[at] ?? 0);
    }
    const corner = Math.floor(cell / width) * grid * rowLength + (cell % width) * grid * 3;
    for (let row = 0; row < grid; row += 1) {
      pixels.set(colours.subarray(row * grid * 3, (row + 1) * grid * 3), corner + row * rowLength);
    }
  }
  return { pixels: new Uint8Array(pixels.buffer), width: width * grid, height: height * grid };
}
