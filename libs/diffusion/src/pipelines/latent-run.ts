import type { Scheduler } from '../schedulers/scheduler.js';
import { guided } from './classifier-free-guidance.js';
import type { DenoiserRow, RowInputs, RowTensor } from './denoiser.js';
import type { PixelImage, Run } from './pipeline.js';
import { joined } from './prompt-embeds.js';

/** What a latent diffusion needs besides the model. */
export interface LatentRunParts {
  readonly scheduler: Scheduler;
  /** Of one image's latents as the denoiser takes them, without the batch: `[channels, height, width]`. */
  readonly latentDims: readonly number[];
  /** What the first step begins with, noise included, in the shape of `latentDims`. */
  readonly latents: Float32Array;
  /** The scheduler's step that is taken first: above 0 where the image begins with another one. */
  readonly firstStep: number;
  /** Channels that the denoiser is shown after those of the latents. */
  readonly appended?: RowTensor;
  /** What becomes of the latents after each step, given the step that comes next. */
  readonly afterStep?: (latents: Float32Array, nextStep: number) => Float32Array;
  /** What the denoiser is told of the prompt, by the names of its inputs: embeddings, and whatever else it wants. */
  readonly promptInputs: RowInputs;
  /** Left out when the guidance scale is 1: then a step adds one row to its batch, not two. */
  readonly negativePromptInputs: RowInputs | undefined;
  /** In the model's own range. */
  readonly guidanceScale: number;
  readonly guidanceRescale: number;
  /** Shares of the scheduler's steps between which there is guidance: what lies outside is asked of the prompt alone. */
  readonly guidanceInterval: readonly [from: number, to: number];
  /** What the scheduler's timesteps are multiplied by for the denoiser. */
  readonly timestepScale: number;
  /** From denoised latents to pixels. */
  readonly decode: (latents: Float32Array) => Promise<PixelImage>;
  /** From latents to a small picture, without the decoder. */
  readonly preview?: (latents: Float32Array) => Promise<PixelImage>;
}

/** The denoising loop, one step at a time. */
export class LatentRun implements Run {
  readonly steps: number;
  readonly batchKey: string;
  private done = 0;
  private current: Float32Array;
  /** What the latest step started from, and the denoiser's answer to it. */
  private latest: { readonly sample: Float32Array; readonly output: Float32Array } | undefined;

  constructor(private readonly parts: LatentRunParts) {
    const { scheduler, latents, latentDims, firstStep, promptInputs } = parts;
    this.steps = scheduler.timesteps.length - firstStep;
    const shapes = Object.entries(promptInputs).map(([name, { dims }]) => `${name}:${dims.join('x')}`);
    this.batchKey = [latentDims.join('x'), ...shapes.sort()].join(' ');
    this.current = latents;
  }

  get stepsDone(): number {
    return this.done;
  }

  get rowCount(): number {
    return this.parts.negativePromptInputs && this.isGuided ? 2 : 1;
  }

  /** The latents as they stand, in the shape of `latentDims`. */
  get latents(): Float32Array {
    return this.current;
  }

  /** What the denoiser is asked at the next step: the negative prompt first, where there is guidance. */
  rows(): DenoiserRow[] {
    const timestep = this.parts.scheduler.timesteps[this.nextStep];
    if (timestep === undefined) throw new RangeError(`all ${this.steps} steps are taken`);
    const { scheduler, latentDims, appended, promptInputs, negativePromptInputs, timestepScale } = this.parts;
    const scaled = { data: scheduler.scaleModelInput(this.current, this.nextStep), dims: latentDims };
    const sample = appended ? withChannels(scaled, appended) : scaled;
    const inputs = negativePromptInputs && this.isGuided ? [negativePromptInputs, promptInputs] : [promptInputs];
    const row = { sample, answerSize: this.current.length, timestep: timestep * timestepScale };
    return inputs.map((rowInputs) => ({ ...row, inputs: rowInputs }));
  }

  advance(answers: readonly Float32Array[]): void {
    const [first = new Float32Array(), second] = answers;
    const { guidanceScale, guidanceRescale, scheduler, afterStep } = this.parts;
    const output = second ? guided(first, second, guidanceScale, guidanceRescale) : first;
    this.latest = { sample: this.current, output };
    const stepped = scheduler.step(output, this.nextStep, this.current);
    this.done += 1;
    this.current = afterStep ? afterStep(stepped, this.nextStep) : stepped;
  }

  async preview(): Promise<PixelImage | undefined> {
    return this.parts.preview?.(this.expected());
  }

  async decode(): Promise<PixelImage> {
    return this.parts.decode(this.current);
  }

  /** The latents that this would end at if the latest step's direction held; before the first, the noise. */
  private expected(): Float32Array {
    const { scheduler } = this.parts;
    if (this.latest) return scheduler.denoised(this.latest.output, this.nextStep - 1, this.latest.sample);
    return scheduler.scaleModelInput(this.current, this.nextStep);
  }

  /**
   * Whether the next step is one with guidance. Kynkäänniemi et al. 2024 (arXiv:2404.07724) show that it does harm at
   * the first steps and nothing at the last; a step counts as in diffusers' `control_guidance_start` and `_end`.
   */
  private get isGuided(): boolean {
    const [from, to] = this.parts.guidanceInterval;
    const steps = this.parts.scheduler.timesteps.length;
    return this.nextStep / steps >= from && (this.nextStep + 1) / steps <= to;
  }

  /** Of the scheduler's. */
  private get nextStep(): number {
    return this.parts.firstStep + this.done;
  }
}

function withChannels(sample: RowTensor, appended: RowTensor): RowTensor {
  const [channels = 0, ...size] = sample.dims;
  return { data: joined([sample.data, appended.data]), dims: [channels + (appended.dims[0] ?? 0), ...size] };
}
