import { type GeneratorKind, generatorKinds } from '../random/create-generator.js';
import { type LongPromptReading, longPromptReadings } from '../tokenizing/prompt-syntax.js';
import type { SourcePixels } from './source-image.js';

/** One image to make. */
export interface ImageRequest {
  readonly prompt: string;
  /** What to keep out of the image; empty by default. */
  readonly negativePrompt?: string;
  /**
   * Whether `(word:1.3)`, `((word))`, `[word]` and `BREAK` in both texts mean what they mean in the web UIs, where the
   * model is a Stable Diffusion 1, 2 or XL; what its manifest says where left out, or false.
   */
  readonly promptWeights?: boolean;
  /**
   * Whether texts beyond the text encoder's length are read whole, in chunks, or cut, as in diffusers; what the
   * manifest says where left out, or `chunks`. Models that are no Stable Diffusion 1, 2 or XL cut.
   */
  readonly longPrompts?: LongPromptReading;
  /** One of the model's styles; `none`, which adds nothing, by default. */
  readonly style?: string;
  /** Pixels; a multiple of the model's `sizeMultiple`. */
  readonly width: number;
  /** Pixels; a multiple of the model's `sizeMultiple`. */
  readonly height: number;
  /** 0 to 2^31 - 1. The same request with the same seed gives the same bytes. */
  readonly seed: number;
  /**
   * Whose random numbers the seed stands for; what the model's manifest says where left out, or `torch-cpu`. Pictures
   * that others made on a GPU with that seed mostly need `torch-cuda`.
   */
  readonly generator?: GeneratorKind;
  /** Steps of the scheduler, 1 to `MAX_STEPS`; the model's default where left out. */
  readonly steps?: number;
  /**
   * How closely to follow the prompt, 1 (not at all beyond the plain condition) to 20; the model's default where left
   * out. Mapped onto the model's own range where its manifest says how.
   */
  readonly guidanceScale?: number;
  /** An image to begin with, of the request's own width and height. */
  readonly image?: SourcePixels;
  /** What of `image` to make anew: white; what to keep: black. Of the same size. */
  readonly mask?: SourcePixels;
  /** How much of `image` to make anew, above 0 to 1: 0.8 where left out, and 1 with a mask. */
  readonly strength?: number;
}

export const MAX_STEPS = 1000;
export const MAX_SEED = 2 ** 31 - 1;
export const MAX_GUIDANCE_SCALE = 20;

/** A request that a model cannot honour. `param` names the field at fault. */
export class ImageRequestError extends Error {
  override readonly name = 'ImageRequestError';

  constructor(
    readonly param: string,
    message: string,
  ) {
    super(message);
  }
}

/** What requests to one model are held to. */
export interface RequestLimits {
  readonly styles: { has(style: string): boolean };
  readonly sizeMultiple: number;
  readonly maxPixels: number;
}

/** @throws ImageRequestError for the first field that the model cannot honour */
export function checkImageRequest(request: ImageRequest, limits: RequestLimits): void {
  const { prompt, negativePrompt = '', style, width, height, seed, generator, steps, guidanceScale } = request;
  if (typeof prompt !== 'string') throw new ImageRequestError('prompt', 'prompt must be a text');
  if (typeof negativePrompt !== 'string')
    throw new ImageRequestError('negativePrompt', 'negativePrompt must be a text');
  checkSyntax(request);
  if (style !== undefined && !limits.styles.has(style)) {
    throw new ImageRequestError('style', `the model has no style ${JSON.stringify(style)}`);
  }
  for (const [param, size] of [
    ['width', width],
    ['height', height],
  ] as const) {
    if (!Number.isInteger(size) || size < 1 || size % limits.sizeMultiple !== 0) {
      throw new ImageRequestError(param, `${param} must be a multiple of ${limits.sizeMultiple}, which ${size} is not`);
    }
  }
  if (width * height > limits.maxPixels) {
    throw new ImageRequestError('width', `${width} x ${height} is more than the ${limits.maxPixels} pixels allowed`);
  }
  if (!Number.isInteger(seed) || seed < 0 || seed > MAX_SEED) {
    throw new ImageRequestError('seed', `seed must be an integer of 0 to ${MAX_SEED}`);
  }
  if (generator !== undefined && !generatorKinds.includes(generator)) {
    throw new ImageRequestError('generator', `generator must be one of ${generatorKinds.join(', ')}`);
  }
  if (steps !== undefined && !(Number.isInteger(steps) && steps >= 1 && steps <= MAX_STEPS)) {
    throw new ImageRequestError('steps', `steps must be an integer of 1 to ${MAX_STEPS}`);
  }
  if (guidanceScale !== undefined && !(guidanceScale >= 1 && guidanceScale <= MAX_GUIDANCE_SCALE)) {
    throw new ImageRequestError('guidanceScale', `guidanceScale must be a number of 1 to ${MAX_GUIDANCE_SCALE}`);
  }
  checkSource(request);
}

function checkSource({ image, mask, strength, width, height }: ImageRequest): void {
  for (const [param, source] of [
    ['image', image],
    ['mask', mask],
  ] as const) {
    if (!source) continue;
    if (source.width !== width || source.height !== height || source.pixels.length !== width * height * 3) {
      throw new ImageRequestError(param, `${param} must have ${width} x ${height} RGB pixels`);
    }
  }
  if (mask && !image) throw new ImageRequestError('mask', 'a mask needs an image that it belongs to');
  if (strength === undefined) return;
  if (!image) throw new ImageRequestError('strength', 'strength needs an image that it applies to');
  if (!(strength > 0 && strength <= 1))
    throw new ImageRequestError('strength', 'strength must be above 0, and 1 at most');
}

function checkSyntax({ promptWeights, longPrompts }: ImageRequest): void {
  if (promptWeights !== undefined && typeof promptWeights !== 'boolean') {
    throw new ImageRequestError('promptWeights', 'promptWeights must be true or false');
  }
  if (longPrompts !== undefined && !longPromptReadings.includes(longPrompts)) {
    throw new ImageRequestError('longPrompts', `longPrompts must be one of ${longPromptReadings.join(', ')}`);
  }
}
