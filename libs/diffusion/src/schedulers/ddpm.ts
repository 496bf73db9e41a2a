import { z } from 'zod';
import { clipping } from './clipping.js';
import { noiseFrom } from './noise.js';
import { alphasCumprod } from './noise-schedule.js';
import { predictOriginal } from './prediction.js';
import { preservingParts, preservingShape, sharesOf } from './preserving.js';
import type { ScheduleOptions, Scheduler, SchedulerFactory, ScheduleSteps } from './scheduler.js';
import { parseSchedulerConfig } from './scheduler-config.js';
import { givenTimesteps, roundHalfToEven, spacedTimesteps } from './timestep-spacing.js';
import { weightedSum } from './weighted-sum.js';

const CLASS_NAME = 'DDPMScheduler';

const shape = {
  ...preservingShape,
  beta_schedule: z.enum(['linear', 'scaled_linear', 'squaredcos_cap_v2', 'laplace', 'sigmoid']).default('linear'),
  variance_type: z.enum(['fixed_small', 'fixed_small_log', 'fixed_large']).default('fixed_small'),
};

/** Keeps the logarithm of the variance finite at the last step, as diffusers does. */
const SMALLEST_VARIANCE = 1e-20;

/**
 * Denoising diffusion probabilistic models (Ho et al. 2020, arXiv:2006.11239, equations 6 and 7): a draw from the
 * posterior `N(√ᾱ_{t-1} β_t / (1 - ᾱ_t) x̂₀ + √α_t (1 - ᾱ_{t-1}) / (1 - ᾱ_t) x_t, σ_t²)`. Draws noise once a step, but
 * not at timestep 0.
 *
 * @throws ModelError `unsupported_scheduler`
 */
export function ddpmScheduler(json: Record<string, unknown>): SchedulerFactory {
  const config = parseSchedulerConfig(CLASS_NAME, shape, json);
  const alphas = alphasCumprod(config);
  const limit = clipping(config);

  const timestepsOf = (steps: ScheduleSteps) => {
    if (typeof steps === 'number') return spacedTimesteps(config, steps).map(roundHalfToEven);
    if ('timesteps' in steps) return givenTimesteps(steps.timesteps, config.num_train_timesteps);
    throw new RangeError(`${CLASS_NAME} takes no sigmas`);
  };

  const create = (steps: ScheduleSteps, options: ScheduleOptions = {}): Scheduler => {
    const noise = noiseFrom(CLASS_NAME, options);
    const timesteps = timestepsOf(steps);
    return {
      ...preservingParts(timesteps, alphas, config.prediction_type),
      step: (modelOutput, stepIndex, sample) => {
        const timestep = timesteps[stepIndex] ?? 0;
        const previous = timesteps[stepIndex + 1];
        const alpha = alphas[timestep] ?? 0;
        const previousAlpha = previous === undefined ? 1 : (alphas[previous] ?? 1);
        const kept = alpha / previousAlpha;
        const original = limit(predictOriginal(config.prediction_type, modelOutput, sample, sharesOf(alpha)));
        const mean = [
          [(Math.sqrt(previousAlpha) * (1 - kept)) / (1 - alpha), original],
          [(Math.sqrt(kept) * (1 - previousAlpha)) / (1 - alpha), sample],
        ] as const;
        if (timestep <= 0) return weightedSum(...mean);
        const large = 1 - kept;
        const small = Math.max(((1 - previousAlpha) / (1 - alpha)) * large, SMALLEST_VARIANCE);
        const deviation = Math.sqrt(config.variance_type === 'fixed_large' ? large : small);
        return weightedSum(...mean, [deviation, noise.randn(sample.length)]);
      },
    };
  };
  return { className: CLASS_NAME, create };
}
