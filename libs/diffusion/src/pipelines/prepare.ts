import { nativeGuidanceScale } from '../model/guidance-scale.js';
import type { ModelFolder } from '../model/read-model-folder.js';
import { NO_STYLE, type Style, styledPrompts } from '../model/styles.js';
import { TorchGenerator } from '../random/torch-generator.js';
import type { LatentShape, RowInputs } from './denoiser.js';
import { checkImageRequest, type ImageRequest, ImageRequestError } from './image-request.js';
import type { LatentRunParts } from './latent-run.js';
import type { Components } from './load-components.js';

/** Four megapixels: what is asked of any model at the most. */
export const MAX_PIXELS = 4 * 1024 * 1024;

interface Preparation {
  readonly model: ModelFolder;
  readonly parts: Components;
  /** Pixels a latent cell is wide and high. */
  readonly cell: number;
  readonly sizeMultiple: number;
  readonly defaults: { readonly steps: number; readonly guidanceScale: number };
}

/** A run but for its decoder, which may need the style, and more noise from the same generator. */
export type PreparedRun = Omit<LatentRunParts, 'decode'> & {
  readonly shape: LatentShape;
  readonly style: Style | undefined;
  readonly generator: TorchGenerator;
};

/**
 * What is common to text-to-image pipelines: checks the request, encodes its prompts in the request's style, maps the
 * guidance scale, and draws the initial noise `[1, channels, height, width]` from the seed.
 *
 * @throws ImageRequestError
 */
export async function prepare(request: ImageRequest, preparation: Preparation): Promise<PreparedRun> {
  const { model, parts, cell, sizeMultiple, defaults } = preparation;
  checkImageRequest(request, { styles: model.styles, sizeMultiple, maxPixels: MAX_PIXELS });
  const scheduler = createScheduler(parts, request.steps ?? defaults.steps);
  const style = model.styles.get(request.style ?? NO_STYLE);
  const texts = { prompt: request.prompt, negativePrompt: request.negativePrompt ?? '' };
  const { prompt, negativePrompt } = style ? styledPrompts(style, texts.prompt, texts.negativePrompt) : texts;
  const guidanceScale = nativeGuidanceScale(model.manifest, request.guidanceScale ?? defaults.guidanceScale);
  const shape = { channels: parts.channels, height: request.height / cell, width: request.width / cell };
  const generator = new TorchGenerator(request.seed);
  return {
    scheduler,
    shape,
    latentDims: [shape.channels, shape.height, shape.width],
    noise: generator.randn(shape.channels * shape.height * shape.width),
    promptInputs: await promptInputs(parts, prompt),
    negativePromptInputs: guidanceScale > 1 ? await promptInputs(parts, negativePrompt) : undefined,
    guidanceScale,
    guidanceRescale: model.manifest?.guidance_rescale ?? 0,
    style,
    generator,
  };
}

async function promptInputs(parts: Components, prompt: string): Promise<RowInputs> {
  const { data, tokens, features } = await parts.conditioner.encode(prompt);
  return { encoder_hidden_states: { data, dims: [tokens, features] } };
}

function createScheduler(parts: Components, steps: number) {
  try {
    return parts.schedulers.create(steps);
  } catch (error) {
    if (error instanceof RangeError) throw new ImageRequestError('steps', error.message);
    throw error;
  }
}
