import { z } from 'zod';
import { clipping } from './clipping.js';
import { explodingParts, explodingSchedule, explodingShape } from './exploding.js';
import { noZeroTerminalSnr } from './noise-schedule.js';
import { predictOriginalAtSigma } from './prediction.js';
import type { Scheduler, SchedulerFactory, ScheduleSteps } from './scheduler.js';
import { parseSchedulerConfig } from './scheduler-config.js';
import { weightedSum } from './weighted-sum.js';

const CLASS_NAME = 'HeunDiscreteScheduler';

const shape = {
  ...explodingShape,
  beta_start: z.number().default(0.00085),
  beta_end: z.number().default(0.012),
  beta_schedule: z.enum(['linear', 'scaled_linear', 'squaredcos_cap_v2', 'exp']).default('linear'),
  rescale_betas_zero_snr: noZeroTerminalSnr,
  clip_sample: z.boolean().default(false),
  clip_sample_range: z.number().positive().default(1),
};

/**
 * Heun's method on the probability-flow equation (Karras et al. 2022, arXiv:2206.00364, algorithm 1): each step of
 * Euler's is taken again with the mean of the slopes at both its ends. Two evaluations a step, one for the last; every
 * timestep but the first is listed twice.
 *
 * @throws ModelError `unsupported_scheduler`
 */
export function heunDiscreteScheduler(json: Record<string, unknown>): SchedulerFactory {
  const config = parseSchedulerConfig(CLASS_NAME, shape, json);
  const scheduleOf = explodingSchedule(CLASS_NAME, config);
  const limit = clipping(config);

  const create = (steps: ScheduleSteps): Scheduler => {
    if (typeof steps === 'object' && 'sigmas' in steps) throw new RangeError(`${CLASS_NAME} takes no sigmas`);
    const { timesteps, sigmas: falling } = scheduleOf(steps);
    const [first = 0, ...others] = falling;
    const sigmas = Float32Array.from([first, ...others.flatMap((sigma) => [sigma, sigma]), 0]);
    let begun: { readonly sample: Float32Array; readonly slope: Float32Array; readonly sigma: number } | undefined;
    return {
      timesteps: timesteps.flatMap((timestep, index) => (index === 0 ? [timestep] : [timestep, timestep])),
      order: 2,
      ...explodingParts(sigmas, config),
      step: (modelOutput, stepIndex, sample) => {
        const sigma = sigmas[stepIndex] ?? 0;
        const original = limit(predictOriginalAtSigma(config.prediction_type, modelOutput, sample, sigma));
        const slope = weightedSum([1 / sigma, sample], [-1 / sigma, original]);
        if (!begun) {
          begun = { sample, slope, sigma };
          return weightedSum([1, sample], [(sigmas[stepIndex + 1] ?? 0) - sigma, slope]);
        }
        const { sample: start, slope: firstSlope, sigma: from } = begun;
        begun = undefined;
        const half = (sigma - from) / 2;
        return weightedSum([1, start], [half, firstSlope], [half, slope]);
      },
    };
  };
  return { className: CLASS_NAME, create };
}
