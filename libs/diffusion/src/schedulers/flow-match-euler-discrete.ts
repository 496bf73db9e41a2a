import { z } from 'zod';
import { noiseFrom } from './noise.js';
import type { ScheduleOptions, Scheduler, SchedulerFactory, ScheduleSteps } from './scheduler.js';
import { parseSchedulerConfig } from './scheduler-config.js';
import { sigmaCurve, sigmaCurveShape } from './sigma-curve.js';
import { dynamicShift, dynamicShiftShape, shiftSigma, stretchToTerminal } from './time-shift.js';
import { givenSigmas, linspace } from './timestep-spacing.js';
import { weightedSum } from './weighted-sum.js';

const CLASS_NAME = 'FlowMatchEulerDiscreteScheduler';

const shape = {
  ...sigmaCurveShape,
  ...dynamicShiftShape,
  num_train_timesteps: z.int().positive().default(1000),
  shift: z.number().positive().default(1),
  use_dynamic_shifting: z.boolean().default(false),
  invert_sigmas: z.boolean().default(false),
  shift_terminal: z.number().positive().nullish(),
  stochastic_sampling: z.boolean().default(false),
};

/**
 * Euler's method on a rectified flow (Liu et al. 2022, arXiv:2209.03003; shifting: Esser et al. 2024,
 * arXiv:2403.03206, equation 23): with `x_σ = (1 - σ) x₀ + σ ε` and the velocity `v = ε - x₀`,
 * `x_{i+1} = x_i + (σ_{i+1} - σ_i) v`, where `σ ← shift σ / (1 + (shift - 1) σ)`. Timesteps are 1000 σ. With
 * `stochastic_sampling` it goes to x̂₀ and back by fresh noise, drawn once a step, at the last one too.
 *
 * @throws ModelError `unsupported_scheduler`
 */
export function flowMatchEulerDiscreteScheduler(json: Record<string, unknown>): SchedulerFactory {
  const config = parseSchedulerConfig(CLASS_NAME, shape, json);
  const train = config.num_train_timesteps;
  const curve = sigmaCurve(CLASS_NAME, config);
  const shiftStatically = (sigma: number) => shiftSigma(config.shift, sigma);
  // As in diffusers, the ends of the range are shifted already when the range is, unless that depends on the image.
  const [largest, smallest] = config.use_dynamic_shifting
    ? [1, Math.fround(1 / train)]
    : [Math.fround(shiftStatically(1)), Math.fround(shiftStatically(1 / train))];

  const baseSigmas = (steps: ScheduleSteps) => {
    if (typeof steps === 'number') return linspace(largest, smallest, steps);
    return givenSigmas('sigmas' in steps ? steps.sigmas : steps.timesteps.map((timestep) => timestep / train));
  };

  const sigmasOf = (steps: ScheduleSteps, options: ScheduleOptions) => {
    const shift = config.use_dynamic_shifting ? dynamicShift(CLASS_NAME, config, options) : shiftStatically;
    const shifted = baseSigmas(steps).map(shift);
    const stretched = config.shift_terminal ? stretchToTerminal(shifted, config.shift_terminal) : shifted;
    const sigmas = curve ? curve(stretched, stretched.length) : stretched;
    return config.invert_sigmas
      ? Float32Array.from([...sigmas.map((sigma) => 1 - sigma), 1])
      : Float32Array.from([...sigmas, 0]);
  };

  const create = (steps: ScheduleSteps, options: ScheduleOptions = {}): Scheduler => {
    const schedule = sigmasOf(steps, options);
    const noise = config.stochastic_sampling ? noiseFrom(CLASS_NAME, options) : undefined;
    const given = typeof steps === 'object' && 'timesteps' in steps && !config.invert_sigmas;
    const at = (index: number) => schedule[index] ?? 0;
    return {
      timesteps: given
        ? steps.timesteps.map(Math.fround)
        : Array.from(schedule.subarray(0, -1), (sigma) => Math.fround(sigma * train)),
      order: 1,
      initNoiseSigma: 1,
      scaleModelInput: (sample) => sample,
      step: (modelOutput, stepIndex, sample) => {
        const sigma = at(stepIndex);
        const next = at(stepIndex + 1);
        if (!noise) return weightedSum([1, sample], [Math.fround(next - sigma), modelOutput]);
        const original = weightedSum([1, sample], [-sigma, modelOutput]);
        return weightedSum([1 - next, original], [next, noise.randn(sample.length)]);
      },
      denoised: (modelOutput, stepIndex, sample) => weightedSum([1, sample], [-at(stepIndex), modelOutput]),
      addNoise: (original, noiseValues, stepIndex) =>
        weightedSum([1 - at(stepIndex), original], [at(stepIndex), noiseValues]),
    };
  };
  return { className: CLASS_NAME, create };
}
