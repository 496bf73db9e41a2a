import type { NoiseSource } from '../random/noise-source.js';
import type { Scheduler } from '../schedulers/scheduler.js';
import type { LatentShape, RowTensor } from './denoiser.js';
import { type ImageRequest, ImageRequestError } from './image-request.js';
import type { LatentEncoder } from './latent-encoder.js';
import { joined } from './prompt-embeds.js';
import { maskOfCells, repainted, toSample, withoutRepainted } from './source-image.js';

/** Where the denoising of one image begins, and what it keeps to on its way. */
export interface LatentStart {
  /** `[channels, height, width]`, noise included. */
  readonly latents: Float32Array;
  readonly firstStep: number;
  /** Channels that the denoiser is shown after those of the latents. */
  readonly appended?: RowTensor;
  /** What becomes of the latents after each step, given the step that comes next. */
  readonly afterStep?: (latents: Float32Array, nextStep: number) => Float32Array;
}

export interface LatentStartParts {
  readonly scheduler: Scheduler;
  /** The scheduler's first step that is taken. */
  readonly firstStep: number;
  readonly shape: LatentShape;
  /** Pixels a latent cell is wide and high. */
  readonly cell: number;
  readonly generator: NoiseSource;
  readonly encoder: LatentEncoder | undefined;
  /** The denoiser is shown the mask, and the image without what is to be painted: it can do nothing else. */
  readonly paintsInto: boolean;
}

type Source = Pick<ImageRequest, 'image' | 'mask' | 'strength'>;

/**
 * The latents that a request begins with: noise; or an image with as much noise as there is before the first step that
 * is taken (Meng et al. 2021, arXiv:2108.01073); with a mask, what is not masked is put back after each step, or shown
 * to a denoiser that was trained for it. Noise is drawn in diffusers' order.
 *
 * @throws ImageRequestError when the model has no encoder, or needs an image and a mask
 */
export async function latentStart({ image, mask, strength }: Source, parts: LatentStartParts): Promise<LatentStart> {
  const { scheduler, firstStep, shape, cell, generator, encoder, paintsInto } = parts;
  const size = shape.channels * shape.height * shape.width;
  if (paintsInto && !(image && mask)) {
    throw new ImageRequestError(image ? 'mask' : 'image', 'the model only paints into an image, where a mask says so');
  }
  if (!image) return { latents: fromNoise(scheduler, generator.randn(size)), firstStep };
  if (!encoder) throw new ImageRequestError('image', 'the model cannot begin with an image: it has no vae_encoder');

  const sample = toSample(image);
  const anew = mask !== undefined && (strength ?? 1) === 1;
  const original = anew && paintsInto ? new Float32Array() : await encoder.encode(sample, shape, generator);
  const noise = generator.randn(size);
  const latents = anew ? fromNoise(scheduler, noise) : scheduler.addNoise(original, noise, firstStep);
  if (!mask) return { latents, firstStep };

  const pixels = repainted(mask);
  const cells = maskOfCells(pixels, shape, cell);
  const masked = await encoder.encode(withoutRepainted(sample, pixels), shape, generator);
  if (paintsInto) {
    const dims = [1 + shape.channels, shape.height, shape.width];
    return { latents, firstStep, appended: { data: joined([cells, masked]), dims } };
  }
  const afterStep = (current: Float32Array, nextStep: number) => {
    const isLast = nextStep >= scheduler.timesteps.length;
    const kept = isLast ? original : scheduler.addNoise(original, noise, nextStep);
    return current.map((value, index) => {
      const share = cells[index % cells.length] ?? 0;
      return (1 - share) * (kept[index] ?? 0) + share * value;
    });
  };
  return { latents, firstStep, afterStep };
}

/** Standard normal noise as the first latents. */
function fromNoise({ initNoiseSigma }: Scheduler, noise: Float32Array): Float32Array {
  return noise.map((value) => value * initNoiseSigma);
}

/** How much of an image is made anew where a request does not say. */
export const DEFAULT_STRENGTH = 0.8;

/** As a share of the steps; all of them where nothing is kept, or a mask keeps it. */
export function strengthOf({ image, mask, strength }: Source): number {
  return image ? (strength ?? (mask ? 1 : DEFAULT_STRENGTH)) : 1;
}

/** Of a number of steps that is not whole, how many are taken. */
export type StrengthRounding = 'down' | 'up';

/**
 * The scheduler's step to begin with, when `strength` of the steps are taken.
 *
 * @throws ImageRequestError when that is none
 */
export function firstStepOf(
  { order, timesteps }: Scheduler,
  steps: number,
  strength: number,
  rounding: StrengthRounding,
): number {
  const left = rounding === 'down' ? steps - Math.floor(steps * strength) : Math.floor(steps - steps * strength);
  const first = Math.max(left, 0) * order;
  if (left < steps && first < timesteps.length) return first;
  throw new ImageRequestError('strength', `a strength of ${strength} leaves none of the ${steps} steps: raise one`);
}
