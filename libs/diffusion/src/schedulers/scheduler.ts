/** The noise schedule of one image: which timesteps the denoiser is asked at, and how its answers move the latents. */
export interface Scheduler {
  /** What the denoiser is given as its timestep, in the order of the steps; one entry an evaluation. */
  readonly timesteps: readonly number[];

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
   * @param modelOutput the denoiser's answer, guidance applied, in the shape of `sample`
   * @param stepIndex 0 to `timesteps.length - 1`
   * @param sample the latents before the step; left as they are
   * @returns the latents after it, in a new array
   */
  step(modelOutput: Float32Array, stepIndex: number, sample: Float32Array): Float32Array;

  /**
   * The latents without noise that an answer stands for, for previews; left out where they are not known.
   * The parameters are those of `step`.
   */
  denoised?(modelOutput: Float32Array, stepIndex: number, sample: Float32Array): Float32Array;
}

/** What a model folder's `scheduler_config.json` says, checked once at load. */
export interface SchedulerFactory {
  /** The diffusers class it stands for. */
  readonly className: string;

  /**
   * @param steps number of inference steps, 1 or more
   * @throws RangeError when the schedule was trained with fewer timesteps than that
   */
  create(steps: number): Scheduler;
}
