import { z } from 'zod';
import { noiseScheduleShape, trainingSigmas } from './noise-schedule.js';
import { predictionType, predictOriginalAtSigma } from './prediction.js';
import type { Scheduler, ScheduleSteps } from './scheduler.js';
import { sigmaCurve, sigmaCurveShape } from './sigma-curve.js';
import { interpolate, timestepOfSigma } from './sigmas.js';
import { givenTimesteps, spacedTimesteps, timestepSpacing } from './timestep-spacing.js';
import { weightedSum } from './weighted-sum.js';

/** The keys that schedulers of latents `x = x₀ + σ ε` share: their noise "explodes", the image's share stays 1. */
export const explodingShape = {
  ...noiseScheduleShape,
  ...sigmaCurveShape,
  prediction_type: predictionType.default('epsilon'),
  timestep_spacing: timestepSpacing.default('linspace'),
  steps_offset: z.int().min(0).default(0),
};

type ExplodingConfig = Omit<z.output<z.ZodObject<typeof explodingShape>>, 'beta_schedule'> &
  Parameters<typeof trainingSigmas>[0];

interface ExplodingSchedule {
  readonly timesteps: readonly number[];
  /** One a timestep: the last, at the data, is the scheduler's to add. */
  readonly sigmas: readonly number[];
}

/**
 * Timesteps and their sigmas, by the spacing and the curve of a configuration, or as given.
 *
 * @throws ModelError `unsupported_scheduler`
 */
export function explodingSchedule(
  className: string,
  config: ExplodingConfig,
): (steps: Exclude<ScheduleSteps, { sigmas: readonly number[] }>) => ExplodingSchedule {
  const table = trainingSigmas(config);
  const logTable = table.map(Math.log);
  const curve = sigmaCurve(className, config);
  return (steps) => {
    if (typeof steps !== 'number' && curve) {
      throw new RangeError(`${className} takes no timesteps of its own with a curve of sigmas`);
    }
    const timesteps =
      typeof steps === 'number'
        ? spacedTimesteps(config, steps)
        : givenTimesteps(steps.timesteps, config.num_train_timesteps);
    const sigmas = timesteps.map((timestep) => interpolate(table, Math.fround(timestep)));
    if (!curve) return { timesteps: timesteps.map(Math.fround), sigmas };
    const curved = curve(sigmas, timesteps.length);
    return { timesteps: curved.map((sigma) => Math.fround(timestepOfSigma(logTable, sigma))), sigmas: curved };
  };
}

/**
 * What schedulers of exploding noise share once their sigmas are known.
 *
 * @param sigmas the noise before each step, and after the last
 */
export function explodingParts(
  sigmas: Float32Array,
  config: Pick<ExplodingConfig, 'timestep_spacing' | 'prediction_type'>,
): Pick<Scheduler, 'initNoiseSigma' | 'scaleModelInput' | 'denoised' | 'addNoise'> {
  const largest = sigmas.reduce((maximum, sigma) => Math.max(maximum, sigma));
  const at = (stepIndex: number) => sigmas[stepIndex] ?? 0;
  return {
    initNoiseSigma: config.timestep_spacing === 'leading' ? Math.sqrt(largest ** 2 + 1) : largest,
    scaleModelInput: (sample, stepIndex) => {
      const scale = Math.sqrt(at(stepIndex) ** 2 + 1);
      return sample.map((value) => value / scale);
    },
    denoised: (modelOutput, stepIndex, sample) =>
      predictOriginalAtSigma(config.prediction_type, modelOutput, sample, at(stepIndex)),
    addNoise: (original, noise, stepIndex) => weightedSum([1, original], [at(stepIndex), noise]),
  };
}
