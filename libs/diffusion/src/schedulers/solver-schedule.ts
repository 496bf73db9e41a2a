import { z } from 'zod';
import { thresholdingShape } from './clipping.js';
import { noiseScheduleShape, trainingSigmas } from './noise-schedule.js';
import { solverPredictionType } from './prediction.js';
import type { ScheduleOptions, ScheduleSteps } from './scheduler.js';
import { unsupportedSetting } from './scheduler-config.js';
import { sigmaCurve, sigmaCurveShape } from './sigma-curve.js';
import { exponentialSigmas, interpolate, timestepOfSigma } from './sigmas.js';
import { dynamicShift, dynamicShiftShape, shiftSigma } from './time-shift.js';
import { givenTimesteps, roundHalfToEven, solverTimesteps, timestepSpacing } from './timestep-spacing.js';

/** The keys that the solvers in half log signal-to-noise share. */
export const solverShape = {
  ...noiseScheduleShape,
  ...thresholdingShape,
  ...sigmaCurveShape,
  ...dynamicShiftShape,
  solver_order: z.int().min(1).max(3).default(2),
  prediction_type: solverPredictionType.default('epsilon'),
  lower_order_final: z.boolean().default(true),
  use_flow_sigmas: z.boolean().default(false),
  flow_shift: z.number().positive().default(1),
  use_dynamic_shifting: z.boolean().default(false),
  final_sigmas_type: z.enum(['zero', 'sigma_min']).default('zero'),
  timestep_spacing: timestepSpacing.default('linspace'),
  steps_offset: z.int().min(0).default(0),
};

type SolverConfig = z.output<z.ZodObject<typeof solverShape>> & {
  readonly lambda_min_clipped?: number;
  readonly use_lu_lambdas?: boolean;
};

/** Where the solvers of diffusers differ in the schedules they make. */
export interface SolverVariant {
  /** A flow's sigmas, largest first. */
  readonly flowSigmas: (steps: number, shift: (sigma: number) => number) => number[];
  /** Whether timesteps on Karras' curve are rounded; others are cut to whole ones. */
  readonly roundsTimesteps: boolean;
  /** Whether `final_sigmas_type` "sigma_min" means the smallest of these sigmas, not that of the training. */
  readonly endsAtOwnSigma: boolean;
  /** Whether timesteps may be given. */
  readonly takesTimesteps: boolean;
}

export interface SolverSchedule {
  readonly timesteps: readonly number[];
  /** The noise before each step, and after the last. */
  readonly sigmas: Float32Array;
}

/** @throws ModelError `unsupported_scheduler` */
export function solverSchedule(
  className: string,
  config: SolverConfig,
  variant: SolverVariant,
): (steps: ScheduleSteps, options: ScheduleOptions) => SolverSchedule {
  refuseContradictions(className, config);
  const table = trainingSigmas(config);
  const logTable = table.map(Math.log);
  const chosen = sigmaCurve(className, config);
  const curve = config.use_lu_lambdas
    ? (sigmas: ArrayLike<number>, count: number) =>
        exponentialSigmas(sigmas[sigmas.length - 1] ?? 0, sigmas[0] ?? 0, count)
    : chosen;
  const rounds = variant.roundsTimesteps && (config.use_karras_sigmas || config.use_lu_lambdas);
  // ln(signal / noise) is -ln σ: what lies below the limit is noisier than the schedule is meant to begin.
  const { lambda_min_clipped: lowest = Number.NEGATIVE_INFINITY } = config;
  const usable = logTable.filter((logSigma) => -logSigma >= lowest).length;

  const curved = (spread: NonNullable<typeof curve>, steps: number) => {
    const sigmas = spread(table.slice().reverse(), steps);
    const timesteps = sigmas.map((sigma) => timestepOfSigma(logTable, sigma));
    return { sigmas, timesteps: timesteps.map(rounds ? roundHalfToEven : Math.trunc) };
  };

  const flow = (steps: number, options: ScheduleOptions) => {
    const shift = config.use_dynamic_shifting
      ? dynamicShift(className, config, options)
      : (sigma: number) => shiftSigma(config.flow_shift, sigma);
    const sigmas = variant.flowSigmas(steps, shift);
    return { sigmas, timesteps: sigmas.map((sigma) => Math.trunc(sigma * config.num_train_timesteps)) };
  };

  const at = (timesteps: number[]) => ({
    timesteps,
    sigmas: timesteps.map((timestep) => interpolate(table, timestep)),
  });

  const bySigma = curve !== undefined || config.use_flow_sigmas;
  const ended = ({ timesteps, sigmas }: { timesteps: number[]; sigmas: number[] }): SolverSchedule => {
    const smallest = bySigma && variant.endsAtOwnSigma ? sigmas.at(-1) : table[0];
    const last = config.final_sigmas_type === 'sigma_min' ? (smallest ?? 0) : 0;
    return { timesteps, sigmas: Float32Array.from([...sigmas, last]) };
  };

  return (steps, options) => {
    if (typeof steps === 'number') {
      if (curve) return ended(curved(curve, steps));
      return ended(config.use_flow_sigmas ? flow(steps, options) : at(solverTimesteps(config, steps, usable)));
    }
    if (bySigma || !variant.takesTimesteps || !('timesteps' in steps)) {
      throw new RangeError(`${className} takes a number of steps here, and no schedule of its own`);
    }
    return ended(at(givenTimesteps(steps.timesteps, config.num_train_timesteps)));
  };
}

function refuseContradictions(className: string, config: SolverConfig): void {
  const curve = (['use_karras_sigmas', 'use_exponential_sigmas', 'use_beta_sigmas', 'use_lu_lambdas'] as const).filter(
    (key) => config[key],
  );
  if (config.use_flow_sigmas && curve[0]) {
    throw unsupportedSetting(className, `"use_flow_sigmas" together with "${curve[0]}"`);
  }
  if (config.use_lu_lambdas && curve[0] !== 'use_lu_lambdas') {
    throw unsupportedSetting(className, `"use_lu_lambdas" together with "${curve[0]}"`);
  }
  if (config.use_flow_sigmas) return;
  for (const key of ['use_dynamic_shifting', 'prediction_type'] as const) {
    if (config[key] === true || config[key] === 'flow_prediction') {
      throw unsupportedSetting(className, `"${key}": ${JSON.stringify(config[key])} without "use_flow_sigmas"`);
    }
  }
}
