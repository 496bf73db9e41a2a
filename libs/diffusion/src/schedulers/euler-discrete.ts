import { z } from 'zod';
import { explodingParts, explodingSchedule, explodingShape } from './exploding.js';
import { trainingSigmas } from './noise-schedule.js';
import { predictOriginalAtSigma } from './prediction.js';
import type { Scheduler, SchedulerFactory, ScheduleSteps } from './scheduler.js';
import { parseSchedulerConfig } from './scheduler-config.js';
import { timestepOfSigma } from './sigmas.js';
import { givenSigmas } from './timestep-spacing.js';
import { weightedSum } from './weighted-sum.js';

const CLASS_NAME = 'EulerDiscreteScheduler';

const shape = {
  ...explodingShape,
  interpolation_type: z.literal('linear').default('linear'),
  timestep_type: z.enum(['discrete', 'continuous']).default('discrete'),
  final_sigmas_type: z.enum(['zero', 'sigma_min']).default('zero'),
};

/**
 * Euler's method on the probability-flow equation in sigmas (Karras et al. 2022, arXiv:2206.00364, algorithm 2 with
 * no churn): `x_{i+1} = x_i + (σ_{i+1} - σ_i) (x_i - x̂₀) / σ_i`, with `σ = √((1 - ᾱ) / ᾱ)`.
 *
 * @throws ModelError `unsupported_scheduler`
 */
export function eulerDiscreteScheduler(json: Record<string, unknown>): SchedulerFactory {
  const config = parseSchedulerConfig(CLASS_NAME, shape, json);
  const scheduleOf = explodingSchedule(CLASS_NAME, config);
  const table = trainingSigmas(config);
  const logTable = table.map(Math.log);
  // Models that know their noise as 0.25 ln σ (Karras et al., table 1), such as those distilled from EDM.
  const continuous = config.timestep_type === 'continuous' && config.prediction_type === 'v_prediction';

  const timestepsAndSigmas = (steps: ScheduleSteps) => {
    if (typeof steps === 'object' && 'sigmas' in steps) {
      const given = Float32Array.from(givenSigmas(steps.sigmas));
      return { timesteps: Array.from(given.subarray(0, -1), (sigma) => timestepOfSigma(logTable, sigma)), all: given };
    }
    const { timesteps, sigmas } = scheduleOf(steps);
    const last = config.final_sigmas_type === 'sigma_min' ? (table[0] ?? 0) : 0;
    return { timesteps, all: Float32Array.from([...sigmas, last]) };
  };

  const create = (steps: ScheduleSteps): Scheduler => {
    if (continuous && typeof steps === 'object' && 'timesteps' in steps) {
      throw new RangeError(`${CLASS_NAME} takes no timesteps of its own where they are continuous`);
    }
    const { timesteps, all: sigmas } = timestepsAndSigmas(steps);
    return {
      timesteps: continuous
        ? Array.from(sigmas.subarray(0, -1), (sigma) => Math.fround(0.25 * Math.fround(Math.log(sigma))))
        : timesteps.map(Math.fround),
      order: 1,
      ...explodingParts(sigmas, config),
      step: (modelOutput, stepIndex, sample) => {
        const sigma = sigmas[stepIndex] ?? 0;
        const next = sigmas[stepIndex + 1] ?? 0;
        const original = predictOriginalAtSigma(config.prediction_type, modelOutput, sample, sigma);
        return weightedSum([next / sigma, sample], [1 - next / sigma, original]);
      },
    };
  };
  return { className: CLASS_NAME, create };
}
