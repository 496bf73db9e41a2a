import { nativeGuidanceScale } from '../model/guidance-scale.js';
import type { Manifest } from '../model/manifest.js';
import { NO_STYLE, type Style, styledPrompts } from '../model/styles.js';
import { createGenerator, DEFAULT_GENERATOR } from '../random/create-generator.js';
import type { NoiseSource } from '../random/noise-source.js';
import type { ScheduleOptions, Scheduler, SchedulerFactory, ScheduleSteps } from '../schedulers/scheduler.js';
import { DEFAULT_SYNTAX, type PromptSyntax } from '../tokenizing/prompt-syntax.js';
import type { Components } from './components.js';
import type { Condition } from './conditioning.js';
import type { Denoiser, LatentShape } from './denoiser.js';
import { checkImageRequest, type ImageRequest, ImageRequestError } from './image-request.js';
import type { LatentEncoder } from './latent-encoder.js';
import { type LatentPacking, unpacked } from './latent-packing.js';
import { latentPreview } from './latent-preview.js';
import { LatentRun } from './latent-run.js';
import { firstStepOf, latentStart, type StrengthRounding, strengthOf } from './latent-start.js';
import type { Pipeline, PipelineFeature, PixelImage } from './pipeline.js';
import type { SafetyChecker } from './safety-checker.js';
import { stepTogether } from './step-together.js';

/** Four megapixels: what is asked of any model at the most. */
export const MAX_PIXELS = 4 * 1024 * 1024;

/** What one image's decoder may need besides the latents. */
export interface DecodeContext {
  readonly shape: LatentShape;
  readonly style: Style | undefined;
  /** What drew the initial noise, as it stands after the last step. */
  readonly generator: NoiseSource;
}

/** What a scheduler is asked for. */
export interface Schedule extends Pick<ScheduleOptions, 'imageSequenceLength' | 'strength'> {
  readonly steps: ScheduleSteps;
}

/** What a family of latent diffusion models is made of: all that differs between them. */
export interface LatentFamily {
  readonly className: string;
  readonly denoiser: Denoiser;
  readonly schedulers: SchedulerFactory;
  readonly condition: Condition;
  /** Whether `condition` reads the negative prompt; true by default. */
  readonly negativePrompt?: boolean;
  readonly decode: (latents: Float32Array, context: DecodeContext) => Promise<PixelImage>;
  /** Where there is one, it is asked of each image. */
  readonly isUnsafe?: SafetyChecker | undefined;
  /** Of the latents, as they are decoded. */
  readonly channels: number;
  /** Pixels a latent cell is wide and high. */
  readonly cell: number;
  readonly packing?: LatentPacking;
  /** Where there is one, an image may begin with another. */
  readonly encoder?: LatentEncoder | undefined;
  /** Of steps that an image's strength leaves; down by default. */
  readonly strengthRounding?: StrengthRounding;
  /** Widths and heights are multiples of it, in pixels, unless the manifest says otherwise. */
  readonly sizeMultiple: number;
  /** What a request gets that leaves them out, unless the manifest says otherwise. */
  readonly defaults: { readonly steps: number; readonly guidanceScale: number };
  /**
   * How a number of steps is asked of the scheduler, where that is not all it needs to know. With a strength in it, the
   * scheduler chooses its steps by that; without, an image begins at one of its later steps.
   */
  readonly schedule?: (steps: number, shape: LatentShape, strength: number) => Schedule;
  /** What the scheduler's timesteps are multiplied by for the denoiser; 1 by default. */
  readonly timestepScale?: number;
}

/** A pipeline of a family's parts: from the request's words and seed to initial latents, steps and pixels. */
export function latentPipeline(components: Components, family: LatentFamily): Pipeline {
  const { model } = components;
  const { denoiser, cell, channels, encoder, packing = unpacked } = family;
  const paintsInto = denoiser.channels === 2 * channels + 1;
  const startParts = { cell, encoder, paintsInto };
  const sizeMultiple = model.manifest?.size_multiple ?? family.sizeMultiple;
  const defaults = {
    steps: model.manifest?.defaults.num_inference_steps ?? family.defaults.steps,
    guidanceScale: model.manifest?.defaults.guidance_scale ?? family.defaults.guidanceScale,
  };
  const plain = { style: model.styles.get(NO_STYLE), generator: silence };
  const preview = latentPreview((latents, shape) => family.decode(latents, { ...plain, shape }), channels, cell);

  const begin = async (request: ImageRequest) => {
    checkImageRequest(request, { styles: model.styles, sizeMultiple, maxPixels: MAX_PIXELS });
    const { width, height } = request;
    const style = model.styles.get(request.style ?? NO_STYLE);
    const guidanceScale = nativeGuidanceScale(model.manifest, request.guidanceScale ?? defaults.guidanceScale);
    const shape = { channels, height: height / cell, width: width / cell };
    const kind = request.generator ?? model.manifest?.generator ?? DEFAULT_GENERATOR;
    const generator = createGenerator(kind, request.seed);
    const steps = request.steps ?? defaults.steps;
    const strength = strengthOf(request);
    const schedule = family.schedule?.(steps, shape, strength) ?? { steps };
    const scheduler = createScheduler(family.schedulers, schedule, generator);
    const firstStep =
      schedule.strength === undefined ? firstStepOf(scheduler, steps, strength, family.strengthRounding ?? 'down') : 0;
    const start = await latentStart(request, { ...startParts, scheduler, firstStep, shape, generator });
    const texts = textsOf(request, style);
    return new LatentRun({
      scheduler,
      latentDims: packing.dims(shape),
      ...start,
      latents: packing.pack(start.latents, shape),
      ...(await family.condition({
        ...texts,
        guidanceScale,
        width,
        height,
        syntax: syntaxOf(request, model.manifest),
      })),
      guidanceScale,
      guidanceRescale: model.manifest?.guidance_rescale ?? 0,
      guidanceInterval: model.manifest?.guidance_interval ?? WHOLE,
      timestepScale: family.timestepScale ?? 1,
      decode: async (latents) => {
        const image = await family.decode(packing.unpack(latents, shape), { shape, style, generator });
        return family.isUnsafe ? { ...image, flagged: await family.isUnsafe(image) } : image;
      },
      preview: (latents) => preview(packing.unpack(latents, shape), shape),
    });
  };

  return {
    className: family.className,
    features: featuresOf(family, paintsInto),
    executionProvider: denoiser.executionProvider,
    sizeMultiple,
    maxPixels: MAX_PIXELS,
    defaults,
    begin,
    step: (runs) => stepTogether(denoiser, runs),
    release: () => components.release(),
  };
}

function featuresOf({ encoder, negativePrompt = true }: LatentFamily, paintsInto: boolean): PipelineFeature[] {
  return [
    ...(paintsInto ? [] : (['text-to-image'] as const)),
    ...(negativePrompt ? (['negative-prompt'] as const) : []),
    ...(encoder && !paintsInto ? (['image-to-image'] as const) : []),
    ...(encoder ? (['inpainting'] as const) : []),
  ];
}

/** From the first step to the last. */
const WHOLE: readonly [number, number] = [0, 1];

/** For a preview, which is to show no texture. */
const silence = { randn: (count: number) => new Float32Array(count) };

function textsOf({ prompt, negativePrompt = '' }: ImageRequest, style: Style | undefined) {
  return style ? styledPrompts(style, prompt, negativePrompt) : { prompt, negativePrompt };
}

function syntaxOf({ promptWeights, longPrompts }: ImageRequest, manifest: Manifest | undefined): PromptSyntax {
  return {
    weights: promptWeights ?? manifest?.prompt_weights ?? DEFAULT_SYNTAX.weights,
    long: longPrompts ?? manifest?.long_prompts ?? DEFAULT_SYNTAX.long,
  };
}

function createScheduler(schedulers: SchedulerFactory, { steps, ...options }: Schedule, noise: NoiseSource): Scheduler {
  try {
    return schedulers.create(steps, { ...options, noise });
  } catch (error) {
    if (error instanceof RangeError) throw new ImageRequestError('steps', error.message);
    throw error;
  }
}
