import { z } from 'zod';
import { alphasCumprod, noiseScheduleShape, noZeroTerminalSnr } from './noise-schedule.js';
import { predictEpsilon } from './prediction.js';
import { preservingParts, sharesOf } from './preserving.js';
import type { Scheduler, SchedulerFactory, ScheduleSteps } from './scheduler.js';
import { parseSchedulerConfig } from './scheduler-config.js';
import { roundHalfToEven, spacedTimesteps, stepCount, timestepSpacing } from './timestep-spacing.js';
import { weightedSum } from './weighted-sum.js';

const CLASS_NAME = 'PNDMScheduler';

const shape = {
  ...noiseScheduleShape,
  rescale_betas_zero_snr: noZeroTerminalSnr,
  skip_prk_steps: z.literal(true),
  set_alpha_to_one: z.boolean().default(false),
  prediction_type: z.enum(['epsilon', 'v_prediction']).default('epsilon'),
  timestep_spacing: timestepSpacing.default('leading'),
  steps_offset: z.int().min(0).default(0),
};

/** Weights of the newest outputs, newest first, by how many there are (Adams-Bashforth). */
const MULTISTEP: readonly (readonly number[])[] = [
  [1],
  [3 / 2, -1 / 2],
  [23 / 12, -16 / 12, 5 / 12],
  [55 / 24, -59 / 24, 37 / 24, -9 / 24],
];

/**
 * Pseudo linear multistep (Liu et al. 2022, arXiv:2202.09778, equations 9 and 12) without the Runge-Kutta warm-up, as
 * Stable Diffusion uses it. The first step is taken twice, the second time with the mean of both answers: there is
 * one evaluation more than there are steps.
 *
 * @throws ModelError `unsupported_scheduler`
 */
export function pndmScheduler(json: Record<string, unknown>): SchedulerFactory {
  const config = parseSchedulerConfig(CLASS_NAME, shape, json);
  const alphas = alphasCumprod(config);
  const finalAlpha = config.set_alpha_to_one ? 1 : (alphas[0] ?? 1);
  const alphaAt = (timestep: number) => (timestep < 0 ? finalAlpha : (alphas[timestep] ?? 0));

  /** Equation 9: from one timestep to the next along a noise estimate. */
  const transfer = (sample: Float32Array, output: Float32Array, from: number, to: number) => {
    const alpha = alphaAt(from);
    const next = alphaAt(to);
    const epsilonWeight = (next - alpha) / (alpha * Math.sqrt(1 - next) + Math.sqrt(alpha * (1 - alpha) * next));
    const epsilon = predictEpsilon(config.prediction_type, output, sample, sharesOf(alpha));
    return weightedSum([Math.sqrt(next / alpha), sample], [-epsilonWeight, epsilon]);
  };

  const create = (steps: ScheduleSteps): Scheduler => {
    const count = stepCount(CLASS_NAME, steps);
    const spaced = spacedTimesteps(config, count).map(roundHalfToEven);
    const timesteps = [...spaced.slice(0, 2), ...spaced.slice(1)];
    const stride = Math.floor(config.num_train_timesteps / count);
    let outputs: Float32Array[] = [];
    let first: Float32Array | undefined;
    let taken = 0;
    return {
      ...preservingParts(timesteps, alphas, config.prediction_type),
      step: (modelOutput, stepIndex, sample) => {
        const timestep = timesteps[stepIndex] ?? 0;
        taken += 1;
        if (taken === 2) {
          const mean = weightedSum([0.5, modelOutput], [0.5, outputs[0] ?? modelOutput]);
          return transfer(first ?? sample, mean, timestep + stride, timestep);
        }
        first ??= sample;
        outputs = [modelOutput, ...outputs].slice(0, MULTISTEP.length);
        const weights = MULTISTEP[outputs.length - 1] ?? [];
        const combined = weightedSum(...outputs.map((output, age) => [weights[age] ?? 0, output] as const));
        return transfer(sample, combined, timestep, timestep - stride);
      },
    };
  };
  return { className: CLASS_NAME, create };
}
