import type { Scheduler } from '../schedulers/scheduler.js';
import { guided } from './classifier-free-guidance.js';
import type { Denoiser, DenoiserRow, LatentShape } from './denoiser.js';
import type { PixelImage, Run } from './pipeline.js';
import type { PromptEmbeds } from './text-conditioner.js';

/** What a latent diffusion needs besides the model. */
export interface LatentRunParts {
  readonly denoiser: Denoiser;
  readonly scheduler: Scheduler;
  readonly shape: LatentShape;
  /** Standard normal, `[channels, height, width]`. */
  readonly noise: Float32Array;
  readonly promptEmbeds: PromptEmbeds;
  /** Left out when the guidance scale is 1: then the denoiser is asked once a step, not twice. */
  readonly negativePromptEmbeds: PromptEmbeds | undefined;
  /** In the model's own range. */
  readonly guidanceScale: number;
  readonly guidanceRescale: number;
  /** From denoised latents to pixels. */
  readonly decode: (latents: Float32Array) => Promise<PixelImage>;
}

/**
 * The denoising loop, one step at a time. `rows` and `advance` are the two halves of a step, so that one evaluation
 * of the denoiser can serve the rows of several runs.
 */
export class LatentRun implements Run {
  readonly steps: number;
  private done = 0;
  private current: Float32Array;

  constructor(private readonly parts: LatentRunParts) {
    const { scheduler, noise } = parts;
    this.steps = scheduler.timesteps.length;
    this.current = noise.map((value) => value * scheduler.initNoiseSigma);
  }

  get stepsDone(): number {
    return this.done;
  }

  /** The latents as they stand, `[channels, height, width]`. */
  get latents(): Float32Array {
    return this.current;
  }

  /** What the denoiser is asked at the next step: the negative prompt first, where there is guidance. */
  rows(): DenoiserRow[] {
    const timestep = this.parts.scheduler.timesteps[this.done];
    if (timestep === undefined) throw new RangeError(`all ${this.steps} steps are taken`);
    const sample = this.parts.scheduler.scaleModelInput(this.current, this.done);
    const { promptEmbeds, negativePromptEmbeds } = this.parts;
    const embeds = negativePromptEmbeds ? [negativePromptEmbeds, promptEmbeds] : [promptEmbeds];
    return embeds.map((text) => ({ sample, timestep, embeds: text }));
  }

  /** Takes the step, given the answers to `rows`. */
  advance(answers: readonly Float32Array[]): void {
    const [first = new Float32Array(), second] = answers;
    const { guidanceScale, guidanceRescale, scheduler } = this.parts;
    const output = second ? guided(first, second, guidanceScale, guidanceRescale) : first;
    this.current = scheduler.step(output, this.done, this.current);
    this.done += 1;
  }

  async step(): Promise<void> {
    this.advance(await this.parts.denoiser.predict(this.rows(), this.parts.shape));
  }

  async decode(): Promise<PixelImage> {
    return this.parts.decode(this.current);
  }
}
