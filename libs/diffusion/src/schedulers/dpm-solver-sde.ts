import { ancestralStep } from './ancestral.js';
import { explodingParts, explodingSchedule, explodingShape } from './exploding.js';
import { noiseFrom } from './noise.js';
import { noZeroTerminalSnr, trainingSigmas } from './noise-schedule.js';
import { predictOriginalAtSigma } from './prediction.js';
import type { ScheduleOptions, Scheduler, SchedulerFactory, ScheduleSteps } from './scheduler.js';
import { parseSchedulerConfig, unset } from './scheduler-config.js';
import { timestepOfSigma } from './sigmas.js';
import { stepCount } from './timestep-spacing.js';
import { weightedSum } from './weighted-sum.js';

const CLASS_NAME = 'DPMSolverSDEScheduler';

const shape = { ...explodingShape, rescale_betas_zero_snr: noZeroTerminalSnr, noise_sampler_seed: unset };

/** A step half taken: where it began, and the Brownian motion since, over the square root of its time. */
interface Begun {
  readonly sample: Float32Array;
  readonly motion: Float32Array;
}

/**
 * "DPM++ SDE": the reverse diffusion by a midpoint method in `ln σ`, as in k-diffusion (Crowson 2022; DPM-Solver++ of
 * order 2 with r = 1/2, Lu et al. 2022, arXiv:2211.01095, and an ancestral step for the noise). Two evaluations a step,
 * one for the last.
 *
 * Both halves of a step see the same Brownian motion. It is drawn forwards from the image's generator, once an
 * evaluation but for the last. diffusers draws it from a tree with a seed of its own, at random where none is set: the
 * motion has the same distribution, not the same values.
 *
 * @throws ModelError `unsupported_scheduler`
 */
export function dpmSolverSdeScheduler(json: Record<string, unknown>): SchedulerFactory {
  const config = parseSchedulerConfig(CLASS_NAME, shape, json);
  const scheduleOf = explodingSchedule(CLASS_NAME, config);
  const logTable = trainingSigmas(config).map(Math.log);

  const create = (steps: ScheduleSteps, options: ScheduleOptions = {}): Scheduler => {
    const noise = noiseFrom(CLASS_NAME, options);
    const { timesteps, sigmas: falling } = scheduleOf(stepCount(CLASS_NAME, steps));
    // A place for each evaluation: at the steps' sigmas, and half-way between them.
    const sigmas = Float32Array.from([...interleave(falling, (a, b) => Math.sqrt(a * b)), 0]);
    let begun: Begun | undefined;

    /** From one sigma to another with what the denoiser sees, and noise of unit variance. */
    const move = (sample: Float32Array, original: Float32Array, from: number, to: number, motion: Float32Array) => {
      const { down, up } = ancestralStep(from, to);
      return weightedSum([down / from, sample], [1 - down / from, original], [up, motion]);
    };

    return {
      timesteps: interleave(timesteps, (_, __, index) => {
        const half = Math.sqrt((falling[index] ?? 0) * (falling[index + 1] ?? 0));
        return Math.fround(timestepOfSigma(logTable, half));
      }),
      order: 2,
      ...explodingParts(sigmas, config),
      step: (modelOutput, stepIndex, sample) => {
        const sigma = sigmas[stepIndex] ?? 0;
        const next = sigmas[stepIndex + 1] ?? 0;
        const original = predictOriginalAtSigma(config.prediction_type, modelOutput, sample, sigma);
        if (next === 0) return original;
        const drawn = noise.randn(sample.length);
        if (!begun) {
          begun = { sample, motion: drawn };
          return move(sample, original, sigma, next, drawn);
        }
        const { sample: start, motion: before } = begun;
        begun = undefined;
        const from = sigmas[stepIndex - 1] ?? 0;
        const whole = from - next;
        const motion = weightedSum(
          [Math.sqrt((from - sigma) / whole), before],
          [Math.sqrt((sigma - next) / whole), drawn],
        );
        return move(start, original, from, next, motion);
      },
    };
  };
  return { className: CLASS_NAME, create };
}

/** Values with another one between each and the next. */
function interleave(
  values: readonly number[],
  between: (value: number, next: number, index: number) => number,
): number[] {
  return values.flatMap((value, index) => {
    const next = values[index + 1];
    return next === undefined ? [value] : [value, between(value, next, index)];
  });
}
