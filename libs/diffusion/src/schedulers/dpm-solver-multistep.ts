import { z } from 'zod';
import { clipping } from './clipping.js';
import { dpmWeights, outputWeights } from './dpm-solver-weights.js';
import { noiseFrom } from './noise.js';
import { predictEpsilon, predictOriginal, type Shares } from './prediction.js';
import type { ScheduleOptions, Scheduler, SchedulerFactory, ScheduleSteps } from './scheduler.js';
import { parseSchedulerConfig, unsupportedSetting } from './scheduler-config.js';
import { pointAt, solverParts, solverPoints } from './solver-points.js';
import { type SolverVariant, solverSchedule, solverShape } from './solver-schedule.js';
import { linspace } from './timestep-spacing.js';
import { weightedSum } from './weighted-sum.js';

const CLASS_NAME = 'DPMSolverMultistepScheduler';

export const dpmSolverShape = {
  ...solverShape,
  time_shift_type: z.literal('exponential').default('exponential'),
  // Names of other solvers' kinds stand for these, as in diffusers.
  algorithm_type: z
    .enum(['dpmsolver', 'dpmsolver++', 'sde-dpmsolver', 'sde-dpmsolver++', 'deis'])
    .default('dpmsolver++')
    .transform((name) => (name === 'deis' ? 'dpmsolver++' : name)),
  solver_type: z
    .enum(['midpoint', 'heun', 'logrho', 'bh1', 'bh2'])
    .default('midpoint')
    .transform((name) => (name === 'heun' ? name : 'midpoint')),
  // Of a denoiser that answers its variance too; the other kinds change nothing here.
  variance_type: z.enum(['fixed_small', 'fixed_small_log', 'fixed_large', 'fixed_large_log']).nullish(),
  lambda_min_clipped: z.union([z.number(), z.literal(Number.NEGATIVE_INFINITY)]).default(Number.NEGATIVE_INFINITY),
};

const shape = {
  ...dpmSolverShape,
  euler_at_final: z.boolean().default(false),
  use_lu_lambdas: z.boolean().default(false),
};

/** Fewer steps than this end in lower orders, for they would overshoot. */
const FEW_STEPS = 15;

/**
 * DPM-Solver and DPM-Solver++ of order 1 to 3 in their multistep form, and their SDE forms (Lu et al. 2022,
 * arXiv:2206.00927 and arXiv:2211.01095, algorithm 2): "DPM++ 2M", "2M SDE", "2M Karras" and so on. The SDE forms
 * draw noise once a step, at the last one too.
 *
 * @throws ModelError `unsupported_scheduler`
 */
export function dpmSolverMultistepScheduler(json: Record<string, unknown>): SchedulerFactory {
  const config = parseSchedulerConfig(CLASS_NAME, shape, json);
  const { algorithm_type: algorithm, solver_order: highest } = config;
  const dataForm = algorithm.endsWith('++');
  if (!dataForm && config.final_sigmas_type === 'zero') {
    throw unsupportedSetting(CLASS_NAME, `"algorithm_type": "${algorithm}" with "final_sigmas_type": "zero"`);
  }
  if (algorithm === 'sde-dpmsolver' && highest === 3) {
    throw unsupportedSetting(CLASS_NAME, '"algorithm_type": "sde-dpmsolver" with "solver_order": 3');
  }
  const scheduleOf = solverSchedule(CLASS_NAME, config, {
    flowSigmas: dpmSolverFlowSigmas(config.num_train_timesteps),
    roundsTimesteps: config.beta_schedule !== 'squaredcos_cap_v2',
    endsAtOwnSigma: false,
    takesTimesteps: true,
  });
  const convert = dpmSolverOutput(config, dataForm);

  const create = (steps: ScheduleSteps, options: ScheduleOptions = {}): Scheduler => {
    const noise = algorithm.startsWith('sde') ? noiseFrom(CLASS_NAME, options) : undefined;
    const { timesteps, sigmas } = scheduleOf(steps, options);
    const points = solverPoints(sigmas, config.use_flow_sigmas);
    const few = config.lower_order_final && timesteps.length < FEW_STEPS;
    let outputs: Float32Array[] = [];

    const orderAt = (stepIndex: number) => {
      const left = timesteps.length - stepIndex;
      const lastIsFirstOrder = config.euler_at_final || few || config.final_sigmas_type === 'zero';
      if (left === 1 && lastIsFirstOrder) return 1;
      return Math.min(outputs.length, highest, left === 2 && few ? 2 : highest);
    };

    return {
      ...solverParts(timesteps, points, config.prediction_type),
      step: (modelOutput, stepIndex, sample) => {
        const from = pointAt(points, stepIndex);
        const to = pointAt(points, stepIndex + 1);
        outputs = [convert(modelOutput, sample, from), ...outputs].slice(0, highest);
        const weights = dpmWeights(algorithm, to, from);
        const used = outputs.slice(0, orderAt(stepIndex));
        const lambdas = used.map((_, age) => pointAt(points, stepIndex - age).lambda);
        const each = outputWeights(weights, to.lambda, lambdas, config.solver_type);
        const terms = used.map((output, age) => [each[age] ?? 0, output] as const);
        return noise
          ? weightedSum([weights.sample, sample], ...terms, [weights.noise, noise.randn(sample.length)])
          : weightedSum([weights.sample, sample], ...terms);
      },
    };
  };
  return { className: CLASS_NAME, create };
}

/** What is integrated: x̂₀ in the data form, otherwise ε̂; kept within an image's range where the configuration says. */
export function dpmSolverOutput(
  config: Parameters<typeof clipping>[0] & { readonly prediction_type: Parameters<typeof predictOriginal>[0] },
  dataForm: boolean,
): (modelOutput: Float32Array, sample: Float32Array, shares: Shares) => Float32Array {
  const limit = clipping({ ...config, clip_sample: false });
  return (modelOutput, sample, shares) => {
    if (dataForm) return limit(predictOriginal(config.prediction_type, modelOutput, sample, shares));
    const epsilon = predictEpsilon(config.prediction_type, modelOutput, sample, shares);
    if (!config.thresholding) return epsilon;
    const original = limit(predictOriginal('epsilon', epsilon, sample, shares));
    return predictEpsilon('sample', original, sample, shares);
  };
}

/** The sigmas of a flow without the first, all noise, and the last, none. */
export function dpmSolverFlowSigmas(trainTimesteps: number): SolverVariant['flowSigmas'] {
  return (steps, shift) =>
    linspace(1, 1 / trainTimesteps, steps + 1)
      .map((alpha) => shift(1 - alpha))
      .reverse()
      .slice(0, -1);
}
