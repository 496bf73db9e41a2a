import { z } from 'zod';
import { alphasCumprod, noiseScheduleShape } from './noise-schedule.js';
import type { Scheduler, SchedulerFactory } from './scheduler.js';
import { off, parseSchedulerConfig } from './scheduler-config.js';
import { exponentialSigmas, interpolate, karrasSigmas, timestepOfSigma } from './sigmas.js';
import { spacedTimesteps, timestepSpacing } from './timestep-spacing.js';

const CLASS_NAME = 'EulerDiscreteScheduler';

const shape = {
  ...noiseScheduleShape,
  prediction_type: z.enum(['epsilon', 'sample', 'v_prediction']).default('epsilon'),
  interpolation_type: z.literal('linear').default('linear'),
  use_karras_sigmas: z.boolean().nullish(),
  use_exponential_sigmas: z.boolean().nullish(),
  use_beta_sigmas: off,
  sigma_min: z.number().positive().nullish(),
  sigma_max: z.number().positive().nullish(),
  timestep_spacing: timestepSpacing.default('linspace'),
  timestep_type: z.literal('discrete').default('discrete'),
  steps_offset: z.int().min(0).default(0),
  final_sigmas_type: z.enum(['zero', 'sigma_min']).default('zero'),
};

/** So small a share of signal that float16 still holds it: the first sigma stays finite at zero terminal SNR. */
const SMALLEST_ALPHA = 2 ** -24;

/**
 * Euler's method on the probability-flow equation in sigmas (Karras et al. 2022, arXiv:2206.00364, algorithm 2 with
 * no churn): `x_{i+1} = x_i + (σ_{i+1} - σ_i) (x_i - x̂₀) / σ_i`, with `σ = √((1 - ᾱ) / ᾱ)`.
 *
 * @throws ModelError `unsupported_scheduler`
 */
export function eulerDiscreteScheduler(json: Record<string, unknown>): SchedulerFactory {
  const config = parseSchedulerConfig(CLASS_NAME, shape, json);
  const alphas = alphasCumprod(config);
  if (config.rescale_betas_zero_snr) alphas[alphas.length - 1] = SMALLEST_ALPHA;
  const trainSigmas = alphas.map((alpha) => Math.sqrt((1 - alpha) / alpha));

  const create = (steps: number): Scheduler => {
    const spaced = spacedTimesteps({
      spacing: config.timestep_spacing,
      trainTimesteps: config.num_train_timesteps,
      steps,
      offset: config.steps_offset,
    });
    const { timesteps, sigmas } = convert(spaced, trainSigmas, config);
    const last = config.final_sigmas_type === 'sigma_min' ? (trainSigmas[0] ?? 0) : 0;
    const schedule = Float32Array.from([...sigmas, last]);
    const largest = schedule.reduce((maximum, sigma) => Math.max(maximum, sigma));
    return {
      timesteps: Array.from(timesteps, Math.fround),
      initNoiseSigma: config.timestep_spacing === 'leading' ? Math.sqrt(largest ** 2 + 1) : largest,
      scaleModelInput: (sample, stepIndex) => {
        const scale = Math.sqrt((schedule[stepIndex] ?? 0) ** 2 + 1);
        return sample.map((value) => value / scale);
      },
      step: (modelOutput, stepIndex, sample) => {
        const sigma = schedule[stepIndex] ?? 0;
        const delta = (schedule[stepIndex + 1] ?? 0) - sigma;
        const skip = 1 / (sigma ** 2 + 1);
        const out = -sigma / Math.sqrt(sigma ** 2 + 1);
        return sample.map((value, index) => {
          const output = modelOutput[index] ?? 0;
          if (config.prediction_type === 'epsilon') return value + delta * output;
          const original = config.prediction_type === 'sample' ? output : out * output + skip * value;
          return value + (delta * (value - original)) / sigma;
        });
      },
    };
  };
  return { className: CLASS_NAME, create };
}

function convert(
  timesteps: readonly number[],
  trainSigmas: Float32Array,
  config: z.output<z.ZodObject<typeof shape>>,
): { timesteps: readonly number[]; sigmas: readonly number[] } {
  const sigmas = timesteps.map((timestep) => interpolate(trainSigmas, timestep));
  const curve = config.use_karras_sigmas ? karrasSigmas : config.use_exponential_sigmas ? exponentialSigmas : undefined;
  if (!curve) return { timesteps, sigmas };
  const smallest = config.sigma_min ?? sigmas.at(-1) ?? 0;
  const largest = config.sigma_max ?? sigmas.at(0) ?? 0;
  const curved = curve(smallest, largest, timesteps.length);
  return { timesteps: curved.map((sigma) => timestepOfSigma(trainSigmas, sigma)), sigmas: curved };
}
