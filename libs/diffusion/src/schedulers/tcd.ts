import { consistencyShape, consistencyTimesteps } from './consistency.js';
import { noiseFrom } from './noise.js';
import { alphasCumprod } from './noise-schedule.js';
import { predictEpsilon, predictOriginal } from './prediction.js';
import { preservingParts, sharesOf } from './preserving.js';
import type { ScheduleOptions, Scheduler, SchedulerFactory, ScheduleSteps } from './scheduler.js';
import { parseSchedulerConfig } from './scheduler-config.js';
import { weightedSum } from './weighted-sum.js';

const CLASS_NAME = 'TCDScheduler';

const DEFAULT_ETA = 0.3;

/**
 * Strategic stochastic sampling of trajectory consistency models (Zheng et al. 2024, arXiv:2402.19159, algorithm 2):
 * each step goes to `s = (1 - η) t'` on the way to the next timestep t', and on to t' by fresh noise. Draws noise once
 * a step where η is above 0, but not at the last.
 *
 * Clipping has no effect in it, as in diffusers.
 *
 * @throws ModelError `unsupported_scheduler`
 */
export function tcdScheduler(json: Record<string, unknown>): SchedulerFactory {
  const config = parseSchedulerConfig(CLASS_NAME, consistencyShape, json);
  const alphas = alphasCumprod(config);

  const create = (steps: ScheduleSteps, options: ScheduleOptions = {}): Scheduler => {
    const { eta = DEFAULT_ETA } = options;
    const noise = eta > 0 ? noiseFrom(CLASS_NAME, options) : undefined;
    const timesteps = consistencyTimesteps(CLASS_NAME, config, steps, options);
    return {
      ...preservingParts(timesteps, alphas, config.prediction_type),
      step: (modelOutput, stepIndex, sample) => {
        const shares = sharesOf(alphas[timesteps[stepIndex] ?? 0] ?? 0);
        const next = timesteps[stepIndex + 1];
        // In single precision, as diffusers: it decides which whole timestep a product of exactly one becomes.
        const between = Math.floor(Math.fround(Math.fround(1 - eta) * (next ?? 0)));
        const alphaBetween = alphas[between] ?? 1;
        const { signal, noise: left } = sharesOf(alphaBetween);
        const original = predictOriginal(config.prediction_type, modelOutput, sample, shares);
        const epsilon = predictEpsilon(config.prediction_type, modelOutput, sample, shares);
        const noised = weightedSum([signal, original], [left, epsilon]);
        if (!noise || next === undefined) return noised;
        const ratio = (alphas[next] ?? 1) / alphaBetween;
        return weightedSum([Math.sqrt(ratio), noised], [Math.sqrt(1 - ratio), noise.randn(sample.length)]);
      },
    };
  };
  return { className: CLASS_NAME, create };
}
