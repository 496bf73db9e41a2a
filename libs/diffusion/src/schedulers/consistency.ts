import { z } from 'zod';
import { preservingShape } from './preserving.js';
import type { ScheduleOptions, ScheduleSteps } from './scheduler.js';
import { givenTimesteps } from './timestep-spacing.js';

/** The keys that the schedulers of distilled consistency models share. `timestep_spacing` has no effect in them. */
export const consistencyShape = {
  ...preservingShape,
  beta_start: z.number().default(0.00085),
  beta_end: z.number().default(0.012),
  beta_schedule: z.enum(['linear', 'scaled_linear', 'squaredcos_cap_v2']).default('scaled_linear'),
  clip_sample: z.boolean().default(false),
  set_alpha_to_one: z.boolean().default(true),
  original_inference_steps: z.int().positive().default(50),
  timestep_scaling: z.number().positive().default(10),
};

interface ConsistencyConfig {
  readonly num_train_timesteps: number;
  readonly original_inference_steps: number;
}

/**
 * Timesteps out of those that the model was distilled at, evenly by their index, largest first.
 *
 * @throws RangeError when more are asked for than it was distilled at
 */
export function consistencyTimesteps(
  className: string,
  config: ConsistencyConfig,
  steps: ScheduleSteps,
  { strength = 1 }: ScheduleOptions,
): number[] {
  const { num_train_timesteps: train, original_inference_steps: distilled } = config;
  if (typeof steps !== 'number') {
    if ('timesteps' in steps && strength === 1) return givenTimesteps(steps.timesteps, train);
    throw new RangeError(`${className} takes no sigmas, and no strength with timesteps of its own`);
  }
  const stride = Math.floor(train / distilled);
  const usable = Math.floor(distilled * strength);
  if (steps > usable) {
    throw new RangeError(`${steps} steps are more than the ${usable} that the model's distillation leaves`);
  }
  return Array.from({ length: steps }, (_, index) => (usable - Math.floor((index * usable) / steps)) * stride - 1);
}
