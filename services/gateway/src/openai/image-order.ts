import { type ImageSize, type OpenAiImageParameters, parseImageSize } from '@imageai/api';
import type { Model } from '@imageai/contracts/generation';
import { AppError } from '@imageai/errors';
import type { Order, Wanted } from '../jobs/order.js';

/** What OpenAI's own models make where nothing is said. */
const defaultSide = 1024;
const maxSteps = 100;

type Quality = 'low' | 'medium' | 'high' | 'auto';

const qualities: Record<OpenAiImageParameters['quality'], Exclude<Quality, 'auto'>> = {
  auto: 'medium',
  standard: 'medium',
  low: 'low',
  medium: 'medium',
  high: 'high',
  hd: 'high',
};

/** The quality that is made; `auto` where the client itself says how many steps. */
export const qualityOf = ({ quality, num_inference_steps }: OpenAiImageParameters): Quality =>
  num_inference_steps === undefined ? qualities[quality] : 'auto';

/** What `auto` means: the usual square, or the largest that the model can make. */
export function defaultSize(model: Pick<Model, 'sizeMultiple' | 'maxPixels'> | undefined): ImageSize {
  const multiple = Math.max(1, model?.sizeMultiple ?? 1);
  const largest = Math.floor(Math.sqrt(Number(model?.maxPixels ?? defaultSide ** 2)));
  const side = Math.max(multiple, Math.floor(Math.min(defaultSide, largest) / multiple) * multiple);
  return { width: side, height: side };
}

/**
 * The order for one request of OpenAI's routes: no style, and the model's own defaults.
 *
 * @param model the one that is named; undefined while the catalogue cannot be asked
 */
export function toOrder(
  sent: OpenAiImageParameters,
  model: Model | undefined,
  expiresInSeconds: number,
): Omit<Order, 'body' | 'answers'> {
  const wanted: Wanted = {
    prompt: sent.prompt,
    negativePrompt: sent.negative_prompt ?? '',
    style: '',
    ...(parseImageSize(sent.size) ?? defaultSize(model)),
    seed: sent.seed,
    guidanceScale: sent.guidance_scale,
    numInferenceSteps: sent.num_inference_steps ?? stepsOf(qualityOf(sent), model),
    outputFormat: sent.output_format,
    encoderQuality: encoderQuality(sent),
    model: sent.model ?? '',
    source: undefined,
    retentionDays: undefined,
    private: undefined,
  };
  return { wanted, images: sent.n, expiresInSeconds };
}

function stepsOf(quality: Quality, model: Model | undefined): number | undefined {
  if (quality !== 'low' && quality !== 'high') return undefined;
  if (model === undefined) {
    throw new AppError('unavailable', { cause: new Error('the catalogue of models cannot be asked') });
  }
  return quality === 'low' ? Math.ceil(model.defaultSteps / 2) : Math.min(maxSteps, model.defaultSteps * 2);
}

/** Encoders count from 1. */
const encoderQuality = ({ output_format, output_compression }: OpenAiImageParameters): number | undefined =>
  output_format === 'png' || output_compression === undefined ? undefined : Math.max(1, output_compression);
