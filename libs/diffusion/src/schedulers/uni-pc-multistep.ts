import { z } from 'zod';
import { dpmSolverOutput } from './dpm-solver-multistep.js';
import type { ScheduleOptions, Scheduler, SchedulerFactory, ScheduleSteps } from './scheduler.js';
import { parseSchedulerConfig, unset, unsupportedSetting } from './scheduler-config.js';
import { solveLinear } from './solve-linear.js';
import { pointAt, type SolverPoint, solverParts, solverPoints } from './solver-points.js';
import { solverSchedule, solverShape } from './solver-schedule.js';
import { stretchToTerminal } from './time-shift.js';
import { linspace } from './timestep-spacing.js';
import { weightedSum } from './weighted-sum.js';

const CLASS_NAME = 'UniPCMultistepScheduler';

const shape = {
  ...solverShape,
  predict_x0: z.boolean().default(true),
  // Names of other solvers' kinds stand for bh2, as in diffusers.
  solver_type: z
    .enum(['bh1', 'bh2', 'midpoint', 'heun', 'logrho'])
    .default('bh2')
    .transform((name) => (name === 'bh1' ? name : 'bh2')),
  disable_corrector: z.array(z.int()).default([]),
  solver_p: unset,
  shift_terminal: z.number().positive().nullish(),
};

/** So far below 1 that the logarithm of what is left of the image is finite. */
const LARGEST_FLOW_SIGMA = 1 - 1e-6;

/** An earlier output, and where it was computed. */
interface Output {
  readonly values: Float32Array;
  readonly point: SolverPoint;
}

/**
 * Unified predictor-corrector of order 1 to 3 (Zhao et al. 2023, arXiv:2302.04867, algorithms 5 to 8): each answer
 * first corrects the step that led to it, at no further evaluation, and then predicts the next.
 *
 * @throws ModelError `unsupported_scheduler`
 */
export function uniPcMultistepScheduler(json: Record<string, unknown>): SchedulerFactory {
  const config = parseSchedulerConfig(CLASS_NAME, shape, json);
  const { predict_x0: dataForm, shift_terminal: terminal } = config;
  refuseInfiniteSteps(config);
  if (terminal != null && !config.use_flow_sigmas) {
    throw unsupportedSetting(CLASS_NAME, `"shift_terminal": ${terminal} without "use_flow_sigmas"`);
  }
  const scheduleOf = solverSchedule(CLASS_NAME, config, {
    flowSigmas: (steps, shift) => {
      const shifted = linspace(1, 1 / config.num_train_timesteps, steps + 1)
        .slice(0, -1)
        .map(shift);
      const [first = 0, ...others] = terminal ? stretchToTerminal(shifted, terminal) : shifted;
      return [Math.min(first, LARGEST_FLOW_SIGMA), ...others];
    },
    roundsTimesteps: true,
    endsAtOwnSigma: true,
    takesTimesteps: false,
  });
  const convert = dpmSolverOutput({ ...config, thresholding: config.thresholding && dataForm }, dataForm);

  const create = (steps: ScheduleSteps, options: ScheduleOptions = {}): Scheduler => {
    const { timesteps, sigmas } = scheduleOf(steps, options);
    const points = solverPoints(sigmas, config.use_flow_sigmas);
    let outputs: Output[] = [];
    let last: { readonly sample: Float32Array; readonly order: number } | undefined;

    const corrected = (values: Float32Array, stepIndex: number, sample: Float32Array) => {
      if (!last || config.disable_corrector.includes(stepIndex - 1)) return sample;
      const used = outputs.slice(0, last.order);
      const to = pointAt(points, stepIndex);
      return update(config, { sample: last.sample, to, outputs: used, newest: { values, point: to } });
    };

    return {
      ...solverParts(timesteps, points, config.prediction_type),
      step: (modelOutput, stepIndex, sample) => {
        const point = pointAt(points, stepIndex);
        const values = convert(modelOutput, sample, point);
        const better = corrected(values, stepIndex, sample);
        outputs = [{ values, point }, ...outputs].slice(0, config.solver_order);
        const left = timesteps.length - stepIndex;
        const order = Math.min(outputs.length, config.lower_order_final ? left : config.solver_order);
        last = { sample: better, order };
        const to = pointAt(points, stepIndex + 1);
        return update(config, { sample: better, to, outputs: outputs.slice(0, order) });
      },
    };
  };
  return { className: CLASS_NAME, create };
}

/** A last step to no noise at all is infinitely long in λ, which only order 1 of kind bh2 can take. */
function refuseInfiniteSteps(config: z.output<z.ZodObject<typeof shape>>): void {
  if (config.final_sigmas_type !== 'zero') return;
  if (config.solver_type === 'bh1') {
    throw unsupportedSetting(CLASS_NAME, '"solver_type": "bh1" with "final_sigmas_type": "zero"');
  }
  if (!config.lower_order_final && config.solver_order > 1) {
    throw unsupportedSetting(CLASS_NAME, '"lower_order_final": false with "final_sigmas_type": "zero"');
  }
}

interface Update {
  /** At the point of the newest of `outputs`. */
  readonly sample: Float32Array;
  readonly to: SolverPoint;
  /** Newest first; as many as the order. */
  readonly outputs: readonly Output[];
  /** The output at `to`, when it corrects; without it the step predicts. */
  readonly newest?: Output;
}

/** From the point of the newest output to the next: equations 3 (UniC) and 8 (UniP), in the form of x̂₀ or of ε̂. */
function update(
  config: { readonly predict_x0: boolean; readonly solver_type: 'bh1' | 'bh2' },
  { sample, to, outputs, newest }: Update,
): Float32Array {
  const [base, ...earlier] = outputs;
  if (!base) return sample;
  const from = base.point;
  const h = to.lambda - from.lambda;
  const hh = config.predict_x0 ? -h : h;
  const scale = config.solver_type === 'bh1' ? hh : Math.expm1(hh);
  const others = newest ? [...earlier, newest] : earlier;
  const ratios = others.map(({ point }) => (point === to ? 1 : (point.lambda - from.lambda) / h));
  const rhos = combination(ratios, hh, scale);
  const share = config.predict_x0 ? to.signal : to.noise;
  const kept = config.predict_x0 ? to.noise / from.noise : to.signal / from.signal;
  const weights = rhos.map((rho, index) => (-share * scale * rho) / (ratios[index] ?? 1));
  const baseWeight = -share * Math.expm1(hh) - weights.reduce((sum, weight) => sum + weight, 0);
  const terms = others.map(({ values }, index) => [weights[index] ?? 0, values] as const);
  return weightedSum([kept, sample], [baseWeight, base.values], ...terms);
}

/** The weights ρ of the divided differences, so that the order's conditions hold: `R ρ = b`. */
function combination(ratios: readonly number[], hh: number, scale: number): number[] {
  // Independent of h, as the paper recommends: the order of the error is the same.
  if (ratios.length === 1) return [0.5];
  const rows: number[][] = [];
  const right: number[] = [];
  let phi = Math.expm1(hh) / hh - 1;
  let factorial = 1;
  for (let row = 0; row < ratios.length; row += 1) {
    rows.push(ratios.map((ratio) => ratio ** row));
    right.push((phi * factorial) / scale);
    factorial *= row + 2;
    phi = phi / hh - 1 / factorial;
  }
  return solveLinear(rows, right);
}
