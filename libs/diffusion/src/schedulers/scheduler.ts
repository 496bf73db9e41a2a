import type { NoiseSource } from '../random/noise-source.js';

/** The noise schedule of one image: which timesteps the denoiser is asked at, and how its answers move the latents. */
export interface Scheduler {
  /** What the denoiser is given as its timestep, in the order of the steps; one entry an evaluation. */
  readonly timesteps: readonly number[];

  /** Evaluations an inference step is made of, but for the last: 2 where each is corrected by a second one. */
  readonly order: number;

  /** What standard normal noise is multiplied by to become the first latents. */
  readonly initNoiseSigma: number;

  /**
   * The denoiser's input for latents at a step.
   *
   * @param sample latents of any shape; left as they are
   */
  scaleModelInput(sample: Float32Array, stepIndex: number): Float32Array;

  /**
   * One step towards the image.
   *
   * @param modelOutput the denoiser's answer, guidance applied, in the shape of `sample`; left as it is
   * @param stepIndex 0 to `timesteps.length - 1`: each the one after the last, but that the first may be any, so that
   *   an image can begin from another one
   * @param sample the latents before the step; left as they are
   * @returns the latents after it, in a new array
   * @throws RangeError when it is not this step's turn
   */
  step(modelOutput: Float32Array, stepIndex: number, sample: Float32Array): Float32Array;

  /**
   * The latents without noise that an answer stands for, for previews. The parameters are those of `step`.
   */
  denoised(modelOutput: Float32Array, stepIndex: number, sample: Float32Array): Float32Array;

  /**
   * The latents of an image with as much noise as there is before a step: where image to image begins.
   *
   * @param original latents of an image; left as they are
   * @param noise standard normal, in the shape of `original`
   */
  addNoise(original: Float32Array, noise: Float32Array, stepIndex: number): Float32Array;
}

/**
 * Which steps to take: a number of them, spread as the configuration says; or training timesteps, falling; or sigmas,
 * falling, as diffusers' `set_timesteps` takes them (without the last in a flow, with it elsewhere).
 */
export type ScheduleSteps = number | { readonly timesteps: readonly number[] } | { readonly sigmas: readonly number[] };

/** What one image's schedule may depend on besides its steps. */
export interface ScheduleOptions {
  /** Where schedulers that draw noise draw it from: as many values as the latents have, once a step that needs it. */
  readonly noise?: NoiseSource;
  /** Tokens the denoiser sees of the latents: how far a flow with `use_dynamic_shifting` is shifted. */
  readonly imageSequenceLength?: number;
  /** How much of each step's noise is drawn anew, 0 to 1: DDIM (0 by default) and TCD (0.3 by default). */
  readonly eta?: number;
  /** How much of an image to make anew, 0 to 1: LCM and TCD choose their timesteps by it. 1 by default. */
  readonly strength?: number;
}

/** What a model folder's `scheduler_config.json` says, checked once at load. */
export interface SchedulerFactory {
  /** The diffusers class it stands for. */
  readonly className: string;

  /**
   * @throws RangeError when the schedule was trained with fewer timesteps than asked for, or cannot take such steps
   * @throws TypeError when it needs an option that is not given
   */
  create(steps: ScheduleSteps, options?: ScheduleOptions): Scheduler;
}
