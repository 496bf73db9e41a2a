import { z } from 'zod';
import { alphasCumprod, noiseScheduleShape } from './noise-schedule.js';
import type { Scheduler, SchedulerFactory } from './scheduler.js';
import { off, parseSchedulerConfig } from './scheduler-config.js';
import { roundHalfToEven, spacedTimesteps, timestepSpacing } from './timestep-spacing.js';

const CLASS_NAME = 'DDIMScheduler';

const shape = {
  ...noiseScheduleShape,
  clip_sample: z.boolean().default(true),
  clip_sample_range: z.number().positive().default(1),
  set_alpha_to_one: z.boolean().default(true),
  steps_offset: z.int().min(0).default(0),
  prediction_type: z.enum(['epsilon', 'sample', 'v_prediction']).default('epsilon'),
  timestep_spacing: timestepSpacing.default('leading'),
  thresholding: off,
  dynamic_thresholding_ratio: z.number().optional(),
  sample_max_value: z.number().optional(),
};

/**
 * Denoising diffusion implicit models (Song et al. 2020, arXiv:2010.02502, equation 12 with η = 0):
 * `x_{t-1} = √ᾱ_{t-1} x̂₀ + √(1 - ᾱ_{t-1}) ε̂`.
 *
 * @throws ModelError `unsupported_scheduler`
 */
export function ddimScheduler(json: Record<string, unknown>): SchedulerFactory {
  const config = parseSchedulerConfig(CLASS_NAME, shape, json);
  const alphas = alphasCumprod(config);
  const finalAlpha = config.set_alpha_to_one ? 1 : (alphas[0] ?? 1);
  const limit = config.clip_sample ? config.clip_sample_range : Number.POSITIVE_INFINITY;

  const create = (steps: number): Scheduler => {
    const timesteps = spacedTimesteps({
      spacing: config.timestep_spacing,
      trainTimesteps: config.num_train_timesteps,
      steps,
      offset: config.steps_offset,
    }).map(roundHalfToEven);
    const stride = Math.floor(config.num_train_timesteps / steps);
    return {
      timesteps,
      initNoiseSigma: 1,
      scaleModelInput: (sample) => sample,
      step: (modelOutput, stepIndex, sample) => {
        const timestep = timesteps[stepIndex] ?? 0;
        const alpha = alphas[timestep] ?? 0;
        const previousAlpha = timestep >= stride ? (alphas[timestep - stride] ?? finalAlpha) : finalAlpha;
        const signal = Math.sqrt(alpha);
        const noise = Math.sqrt(1 - alpha);
        const nextSignal = Math.sqrt(previousAlpha);
        const nextNoise = Math.sqrt(1 - previousAlpha);
        return sample.map((value, index) => {
          const output = modelOutput[index] ?? 0;
          let original: number;
          let epsilon: number;
          if (config.prediction_type === 'epsilon') {
            original = (value - noise * output) / signal;
            epsilon = output;
          } else if (config.prediction_type === 'sample') {
            original = output;
            epsilon = (value - signal * output) / noise;
          } else {
            original = signal * value - noise * output;
            epsilon = signal * output + noise * value;
          }
          return nextSignal * Math.min(Math.max(original, -limit), limit) + nextNoise * epsilon;
        });
      },
    };
  };
  return { className: CLASS_NAME, create };
}
