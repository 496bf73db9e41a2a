import type { Scheduler } from '../schedulers/scheduler.js';
import { guided } from './classifier-free-guidance.js';
import type { DenoiserRow, RowInputs } from './denoiser.js';
import type { PixelImage, Run } from './pipeline.js';

/** What a latent diffusion needs besides the model. */
export interface LatentRunParts {
  readonly scheduler: Scheduler;
  /** Of one image's latents as the denoiser takes them, without the batch: `[channels, height, width]`. */
  readonly latentDims: readonly number[];
  /** Standard normal, in the shape of `latentDims`. */
  readonly noise: Float32Array;
  /** What the denoiser is told of the prompt, by the names of its inputs: embeddings, and whatever else it wants. */
  readonly promptInputs: RowInputs;
  /** Left out when the guidance scale is 1: then a step adds one row to its batch, not two. */
  readonly negativePromptInputs: RowInputs | undefined;
  /** In the model's own range. */
  readonly guidanceScale: number;
  readonly guidanceRescale: number;
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
    const { scheduler, noise, latentDims, promptInputs } = parts;
    this.steps = scheduler.timesteps.length;
    const shapes = Object.entries(promptInputs).map(([name, { dims }]) => `${name}:${dims.join('x')}`);
    this.batchKey = [latentDims.join('x'), ...shapes.sort()].join(' ');
    this.current = noise.map((value) => value * scheduler.initNoiseSigma);
  }

  get stepsDone(): number {
    return this.done;
  }

  get rowCount(): number {
    return this.parts.negativePromptInputs ? 2 : 1;
  }

  /** The latents as they stand, in the shape of `latentDims`. */
  get latents(): Float32Array {
    return this.current;
  }

  /** What the denoiser is asked at the next step: the negative prompt first, where there is guidance. */
  rows(): DenoiserRow[] {
    const timestep = this.parts.scheduler.timesteps[this.done];
    if (timestep === undefined) throw new RangeError(`all ${this.steps} steps are taken`);
    const { scheduler, latentDims, promptInputs, negativePromptInputs, timestepScale } = this.parts;
    const sample = { data: scheduler.scaleModelInput(this.current, this.done), dims: latentDims };
    const inputs = negativePromptInputs ? [negativePromptInputs, promptInputs] : [promptInputs];
    return inputs.map((rowInputs) => ({ sample, timestep: timestep * timestepScale, inputs: rowInputs }));
  }

  advance(answers: readonly Float32Array[]): void {
    const [first = new Float32Array(), second] = answers;
    const { guidanceScale, guidanceRescale, scheduler } = this.parts;
    const output = second ? guided(first, second, guidanceScale, guidanceRescale) : first;
    this.latest = { sample: this.current, output };
    this.current = scheduler.step(output, this.done, this.current);
    this.done += 1;
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
    if (this.latest) return scheduler.denoised(this.latest.output, this.done - 1, this.latest.sample);
    return scheduler.scaleModelInput(this.current, this.done);
  }
}
