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
  skip_prk_steps: z.boolean().default(false),
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

/** What the four answers of a Runge-Kutta step weigh. */
const RUNGE_KUTTA = [1 / 6, 1 / 3, 1 / 3, 1 / 6];

/** Runge-Kutta steps, of four evaluations each, before there are outputs enough for the multistep. */
const WARM_UP_STEPS = 3;

/**
 * Pseudo numerical methods (Liu et al. 2022, arXiv:2202.09778): linear multistep (equations 9 and 12), after three
 * Runge-Kutta steps (equation 13) or, with `skip_prk_steps`, as Stable Diffusion uses it, without them: then the first
 * step is taken twice, the second time with the mean of both answers. So there are more evaluations than steps: nine
 * more, or one.
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
    const stride = Math.floor(config.num_train_timesteps / count);
    const warmUp = config.skip_prk_steps ? [] : warmUpTimesteps(spaced, Math.floor(stride / 2));
    const timesteps = config.skip_prk_steps
      ? [...spaced.slice(0, 2), ...spaced.slice(1)]
      : [...warmUp, ...spaced.slice(WARM_UP_STEPS)];
    let outputs: Float32Array[] = [];
    let answers: Float32Array[] = [];
    let first: Float32Array | undefined;
    let taken = 0;

    /** A quarter of a Runge-Kutta step: each from the step's start, the last with the mean of all four answers. */
    const warm = (modelOutput: Float32Array, timestep: number, sample: Float32Array, place: number) => {
      const quarter = place % RUNGE_KUTTA.length;
      if (quarter === 0) {
        answers = [];
        outputs = [modelOutput, ...outputs];
        first = sample;
      }
      answers = [...answers, modelOutput];
      const mean = weightedSum(...answers.map((answer, index) => [RUNGE_KUTTA[index] ?? 0, answer] as const));
      const from = warmUp[place - quarter] ?? timestep;
      const to = place % 2 === 0 ? timestep - Math.floor(stride / 2) : timestep;
      return transfer(first ?? sample, quarter === RUNGE_KUTTA.length - 1 ? mean : modelOutput, from, to);
    };

    return {
      ...preservingParts(timesteps, alphas, config.prediction_type),
      step: (modelOutput, stepIndex, sample) => {
        const timestep = timesteps[stepIndex] ?? 0;
        taken += 1;
        if (taken <= warmUp.length) return warm(modelOutput, timestep, sample, taken - 1);
        if (config.skip_prk_steps && taken === 2) {
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

/**
 * Where the Runge-Kutta steps are asked: at their start, half-way twice, and at their end.
 *
 * @throws RangeError when there are fewer steps than these take
 */
function warmUpTimesteps(spaced: readonly number[], half: number): number[] {
  const ends = spaced.slice(0, WARM_UP_STEPS + 1);
  if (ends.length <= WARM_UP_STEPS) {
    throw new RangeError(`${CLASS_NAME} takes ${WARM_UP_STEPS + 1} steps or more without "skip_prk_steps"`);
  }
  return ends.slice(1).flatMap((end, index) => [ends[index] ?? end, end + half, end + half, end]);
}
