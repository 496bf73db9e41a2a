import { z } from 'zod';
import { clipping } from './clipping.js';
import { noiseFrom } from './noise.js';
import { alphasCumprod } from './noise-schedule.js';
import { predictEpsilon, predictOriginal } from './prediction.js';
import { preservingParts, preservingShape, sharesOf } from './preserving.js';
import type { ScheduleOptions, Scheduler, SchedulerFactory, ScheduleSteps } from './scheduler.js';
import { parseSchedulerConfig } from './scheduler-config.js';
import { roundHalfToEven, spacedTimesteps, stepCount } from './timestep-spacing.js';
import { weightedSum } from './weighted-sum.js';

const CLASS_NAME = 'DDIMScheduler';

const shape = { ...preservingShape, set_alpha_to_one: z.boolean().default(true) };

/**
 * Denoising diffusion implicit models (Song et al. 2020, arXiv:2010.02502, equations 12 and 16):
 * `x_{t-1} = √ᾱ_{t-1} x̂₀ + √(1 - ᾱ_{t-1} - σ²) ε̂ + σ ε` with `σ² = η² (1 - ᾱ_{t-1}) / (1 - ᾱ_t) (1 - ᾱ_t / ᾱ_{t-1})`.
 * Draws noise once a step where η is above 0, its default.
 *
 * @throws ModelError `unsupported_scheduler`
 */
export function ddimScheduler(json: Record<string, unknown>): SchedulerFactory {
  const config = parseSchedulerConfig(CLASS_NAME, shape, json);
  const alphas = alphasCumprod(config);
  const finalAlpha = config.set_alpha_to_one ? 1 : (alphas[0] ?? 1);
  const limit = clipping(config);

  const create = (steps: ScheduleSteps, options: ScheduleOptions = {}): Scheduler => {
    const { eta = 0 } = options;
    const count = stepCount(CLASS_NAME, steps);
    const timesteps = spacedTimesteps(config, count).map(roundHalfToEven);
    const stride = Math.floor(config.num_train_timesteps / count);
    const noise = eta > 0 ? noiseFrom(CLASS_NAME, options) : undefined;
    return {
      ...preservingParts(timesteps, alphas, config.prediction_type),
      step: (modelOutput, stepIndex, sample) => {
        const timestep = timesteps[stepIndex] ?? 0;
        const alpha = alphas[timestep] ?? 0;
        const previousAlpha = timestep >= stride ? (alphas[timestep - stride] ?? finalAlpha) : finalAlpha;
        const shares = sharesOf(alpha);
        const original = limit(predictOriginal(config.prediction_type, modelOutput, sample, shares));
        const epsilon = predictEpsilon(config.prediction_type, modelOutput, sample, shares);
        const variance = eta ** 2 * ((1 - previousAlpha) / (1 - alpha)) * (1 - alpha / previousAlpha);
        const direction = Math.sqrt(1 - previousAlpha - variance);
        const next = [[Math.sqrt(previousAlpha), original] as const, [direction, epsilon] as const] as const;
        return noise ? weightedSum(...next, [Math.sqrt(variance), noise.randn(sample.length)]) : weightedSum(...next);
      },
    };
  };
  return { className: CLASS_NAME, create };
}
