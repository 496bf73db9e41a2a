import { clipping } from './clipping.js';
import { consistencyShape, consistencyTimesteps } from './consistency.js';
import { noiseFrom } from './noise.js';
import { alphasCumprod } from './noise-schedule.js';
import { predictOriginal } from './prediction.js';
import { preservingParts, sharesOf } from './preserving.js';
import type { ScheduleOptions, Scheduler, SchedulerFactory, ScheduleSteps } from './scheduler.js';
import { parseSchedulerConfig } from './scheduler-config.js';
import { weightedSum } from './weighted-sum.js';

const CLASS_NAME = 'LCMScheduler';

/** Spread of the data that consistency models assume. */
const SIGMA_DATA = 0.5;

/**
 * Multistep consistency sampling (Luo et al. 2023, arXiv:2310.04378, algorithm 3): each step goes to the data,
 * `f = c_skip x + c_out x̂₀`, and back to the next timestep by fresh noise. Draws noise once a step, but not at the
 * last.
 *
 * @throws ModelError `unsupported_scheduler`
 */
export function lcmScheduler(json: Record<string, unknown>): SchedulerFactory {
  const config = parseSchedulerConfig(CLASS_NAME, consistencyShape, json);
  const alphas = alphasCumprod(config);
  const limit = clipping(config);

  const create = (steps: ScheduleSteps, options: ScheduleOptions = {}): Scheduler => {
    const noise = noiseFrom(CLASS_NAME, options);
    const timesteps = consistencyTimesteps(CLASS_NAME, config, steps, options);
    return {
      ...preservingParts(timesteps, alphas, config.prediction_type),
      step: (modelOutput, stepIndex, sample) => {
        const timestep = timesteps[stepIndex] ?? 0;
        const shares = sharesOf(alphas[timestep] ?? 0);
        const original = limit(predictOriginal(config.prediction_type, modelOutput, sample, shares));
        const scaled = timestep * config.timestep_scaling;
        const skip = SIGMA_DATA ** 2 / (scaled ** 2 + SIGMA_DATA ** 2);
        const out = scaled / Math.sqrt(scaled ** 2 + SIGMA_DATA ** 2);
        const denoised = weightedSum([out, original], [skip, sample]);
        const next = timesteps[stepIndex + 1];
        if (next === undefined) return denoised;
        const { signal, noise: deviation } = sharesOf(alphas[next] ?? 0);
        return weightedSum([signal, denoised], [deviation, noise.randn(sample.length)]);
      },
    };
  };
  return { className: CLASS_NAME, create };
}
