import { z } from 'zod';
import { dpmSolverFlowSigmas, dpmSolverOutput, dpmSolverShape } from './dpm-solver-multistep.js';
import { dpmWeights, singlestepWeights } from './dpm-solver-weights.js';
import { noiseFrom } from './noise.js';
import { noZeroTerminalSnr } from './noise-schedule.js';
import type { ScheduleOptions, Scheduler, SchedulerFactory, ScheduleSteps } from './scheduler.js';
import { parseSchedulerConfig, unsupportedSetting } from './scheduler-config.js';
import { pointAt, solverParts, solverPoints } from './solver-points.js';
import { solverSchedule } from './solver-schedule.js';
import { weightedSum } from './weighted-sum.js';

const CLASS_NAME = 'DPMSolverSinglestepScheduler';

const shape = {
  ...dpmSolverShape,
  rescale_betas_zero_snr: noZeroTerminalSnr,
  // Saved along from other schedulers, and not read by this one.
  timestep_spacing: z
    .unknown()
    .optional()
    .transform((): 'linspace' => 'linspace'),
  lower_order_final: z.boolean().default(false),
};

/**
 * DPM-Solver and DPM-Solver++ of order 1 to 3 in their singlestep form (Lu et al. 2022, arXiv:2206.00927, algorithm 2,
 * and arXiv:2211.01095, algorithm 1): two or three evaluations make one long step, each starting where the first did.
 * The SDE form draws noise at every evaluation.
 *
 * @throws ModelError `unsupported_scheduler`
 */
export function dpmSolverSinglestepScheduler(json: Record<string, unknown>): SchedulerFactory {
  const config = parseSchedulerConfig(CLASS_NAME, shape, json);
  const { algorithm_type: algorithm, solver_order: highest } = config;
  const dataForm = algorithm.endsWith('++');
  if (algorithm === 'sde-dpmsolver') throw unsupportedSetting(CLASS_NAME, '"algorithm_type": "sde-dpmsolver"');
  if (!dataForm && config.final_sigmas_type === 'zero') {
    throw unsupportedSetting(CLASS_NAME, `"algorithm_type": "${algorithm}" with "final_sigmas_type": "zero"`);
  }
  const scheduleOf = solverSchedule(CLASS_NAME, config, {
    flowSigmas: dpmSolverFlowSigmas(config.num_train_timesteps),
    roundsTimesteps: true,
    endsAtOwnSigma: false,
    takesTimesteps: true,
  });
  const convert = dpmSolverOutput(config, dataForm);

  const create = (steps: ScheduleSteps, options: ScheduleOptions = {}): Scheduler => {
    const noise = algorithm.startsWith('sde') ? noiseFrom(CLASS_NAME, options) : undefined;
    const { timesteps, sigmas } = scheduleOf(steps, options);
    const points = solverPoints(sigmas, config.use_flow_sigmas);
    const orders = ordersOf(timesteps.length, config);
    let outputs: Float32Array[] = [];
    let start: Float32Array | undefined;
    return {
      ...solverParts(timesteps, points, config.prediction_type),
      step: (modelOutput, stepIndex, sample) => {
        outputs = [convert(modelOutput, sample, pointAt(points, stepIndex)), ...outputs].slice(0, highest);
        const order = Math.min(orders[stepIndex] ?? 1, outputs.length);
        if (order === 1) start = sample;
        const to = pointAt(points, stepIndex + 1);
        const weights = dpmWeights(algorithm, to, pointAt(points, stepIndex - order + 1));
        const used = outputs.slice(0, order);
        const lambdas = used.map((_, age) => pointAt(points, stepIndex - age).lambda);
        const each = singlestepWeights(weights, to.lambda, lambdas, config.solver_type);
        const terms = used.map((output, age) => [each[age] ?? 0, output] as const);
        const drawn = noise ? ([[weights.noise, noise.randn(sample.length)]] as const) : [];
        return weightedSum([weights.sample, start ?? sample], ...terms, ...drawn);
      },
    };
  };
  return { className: CLASS_NAME, create };
}

/** The order of each evaluation: 1, 2, 3, 1, 2, 3 and so on; what is left over at the end is of lower order. */
function ordersOf(
  evaluations: number,
  { solver_order: highest, lower_order_final: lower, final_sigmas_type: end }: z.output<z.ZodObject<typeof shape>>,
): number[] {
  const orders = Array.from({ length: evaluations }, (_, index) => (index % highest) + 1);
  const uneven = evaluations % highest !== 0;
  // As in diffusers, an even number then ends in a group that is one shorter, and an evaluation of order 1.
  if (end === 'zero' || (lower && !uneven && highest > 1)) orders[evaluations - 1] = 1;
  return orders;
}
