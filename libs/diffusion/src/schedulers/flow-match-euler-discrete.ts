import { z } from 'zod';
import type { Scheduler, SchedulerFactory } from './scheduler.js';
import { off, parseSchedulerConfig, unset } from './scheduler-config.js';
import { linspace } from './timestep-spacing.js';

const CLASS_NAME = 'FlowMatchEulerDiscreteScheduler';

const shape = {
  num_train_timesteps: z.int().positive().default(1000),
  shift: z.number().positive().default(1),
  use_dynamic_shifting: off,
  // Read only under dynamic shifting, which is off.
  base_shift: z.number().nullish(),
  max_shift: z.number().nullish(),
  base_image_seq_len: z.number().nullish(),
  max_image_seq_len: z.number().nullish(),
  time_shift_type: z.enum(['exponential', 'linear']).nullish(),
  invert_sigmas: off,
  shift_terminal: unset,
  use_karras_sigmas: off,
  use_exponential_sigmas: off,
  use_beta_sigmas: off,
  stochastic_sampling: off,
};

/**
 * Euler's method on a rectified flow (Liu et al. 2022, arXiv:2209.03003; shifting: Esser et al. 2024,
 * arXiv:2403.03206, equation 23): with `x_σ = (1 - σ) x₀ + σ ε` and the velocity `v = ε - x₀`,
 * `x_{i+1} = x_i + (σ_{i+1} - σ_i) v`, where `σ ← shift σ / (1 + (shift - 1) σ)`. Timesteps are 1000 σ.
 *
 * @throws ModelError `unsupported_scheduler`
 */
export function flowMatchEulerDiscreteScheduler(json: Record<string, unknown>): SchedulerFactory {
  const config = parseSchedulerConfig(CLASS_NAME, shape, json);
  const train = config.num_train_timesteps;
  const shifted = (sigma: number) => (config.shift * sigma) / (1 + (config.shift - 1) * sigma);

  const create = (steps: number): Scheduler => {
    // As in diffusers, the ends of the range are shifted already when the range is.
    const sigmas = linspace(shifted(1), shifted(1 / train), steps).map(shifted);
    const schedule = Float32Array.from([...sigmas, 0]);
    return {
      timesteps: Array.from(schedule.subarray(0, -1), (sigma) => Math.fround(sigma * train)),
      initNoiseSigma: 1,
      scaleModelInput: (sample) => sample,
      step: (modelOutput, stepIndex, sample) => {
        const delta = Math.fround((schedule[stepIndex + 1] ?? 0) - (schedule[stepIndex] ?? 0));
        return sample.map((value, index) => value + delta * (modelOutput[index] ?? 0));
      },
      denoised: (modelOutput, stepIndex, sample) => {
        const sigma = schedule[stepIndex] ?? 0;
        return sample.map((value, index) => value - sigma * (modelOutput[index] ?? 0));
      },
    };
  };
  return { className: CLASS_NAME, create };
}
