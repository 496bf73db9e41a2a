import { z } from 'zod';
import { ancestralStep } from './ancestral.js';
import { explodingParts, explodingSchedule, explodingShape } from './exploding.js';
import { noiseFrom } from './noise.js';
import { predictOriginalAtSigma } from './prediction.js';
import type { ScheduleOptions, Scheduler, SchedulerFactory, ScheduleSteps } from './scheduler.js';
import { parseSchedulerConfig } from './scheduler-config.js';
import { stepCount } from './timestep-spacing.js';
import { weightedSum } from './weighted-sum.js';

const CLASS_NAME = 'EulerAncestralDiscreteScheduler';

const { use_karras_sigmas, use_exponential_sigmas, use_beta_sigmas, sigma_min, sigma_max, ...common } = explodingShape;

const shape = { ...common, prediction_type: z.enum(['epsilon', 'v_prediction']).default('epsilon') };

/**
 * Euler's method with ancestral sampling (Karras et al. 2022, arXiv:2206.00364; Song et al. 2021, arXiv:2011.13456,
 * appendix F): a step to `σ_down`, then noise of `σ_up`. Draws noise once a step, at the last one too.
 *
 * @throws ModelError `unsupported_scheduler`
 */
export function eulerAncestralDiscreteScheduler(json: Record<string, unknown>): SchedulerFactory {
  const config = parseSchedulerConfig(CLASS_NAME, shape, json);
  const scheduleOf = explodingSchedule(CLASS_NAME, config);

  const create = (steps: ScheduleSteps, options: ScheduleOptions = {}): Scheduler => {
    const noise = noiseFrom(CLASS_NAME, options);
    const { timesteps, sigmas: falling } = scheduleOf(stepCount(CLASS_NAME, steps));
    const sigmas = Float32Array.from([...falling, 0]);
    return {
      timesteps,
      order: 1,
      ...explodingParts(sigmas, config),
      step: (modelOutput, stepIndex, sample) => {
        const sigma = sigmas[stepIndex] ?? 0;
        const next = sigmas[stepIndex + 1] ?? 0;
        const { down, up } = ancestralStep(sigma, next);
        const original = predictOriginalAtSigma(config.prediction_type, modelOutput, sample, sigma);
        return weightedSum([down / sigma, sample], [1 - down / sigma, original], [up, noise.randn(sample.length)]);
      },
    };
  };
  return { className: CLASS_NAME, create };
}
