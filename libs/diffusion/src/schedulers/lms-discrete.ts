import { explodingParts, explodingSchedule, explodingShape } from './exploding.js';
import { noZeroTerminalSnr } from './noise-schedule.js';
import { predictOriginalAtSigma } from './prediction.js';
import type { Scheduler, SchedulerFactory, ScheduleSteps } from './scheduler.js';
import { parseSchedulerConfig } from './scheduler-config.js';
import { stepCount } from './timestep-spacing.js';
import { weightedSum } from './weighted-sum.js';

const CLASS_NAME = 'LMSDiscreteScheduler';

const ORDER = 4;

/** Gauss-Legendre nodes and weights on [-1, 1]: exact to degree 3, that of the polynomials of the highest order. */
const NODES = [-1 / Math.sqrt(3), 1 / Math.sqrt(3)] as const;

const shape = { ...explodingShape, rescale_betas_zero_snr: noZeroTerminalSnr };

/**
 * Linear multistep in sigmas, as in k-diffusion (Crowson 2022): the polynomial through the latest four slopes is
 * integrated from one sigma to the next (Adams-Bashforth on uneven steps).
 *
 * @throws ModelError `unsupported_scheduler`
 */
export function lmsDiscreteScheduler(json: Record<string, unknown>): SchedulerFactory {
  const config = parseSchedulerConfig(CLASS_NAME, shape, json);
  const scheduleOf = explodingSchedule(CLASS_NAME, config);

  const create = (steps: ScheduleSteps): Scheduler => {
    const { timesteps, sigmas: falling } = scheduleOf(stepCount(CLASS_NAME, steps));
    const sigmas = Float32Array.from([...falling, 0]);
    let slopes: Float32Array[] = [];
    return {
      timesteps,
      order: 1,
      ...explodingParts(sigmas, config),
      step: (modelOutput, stepIndex, sample) => {
        const sigma = sigmas[stepIndex] ?? 0;
        const original = predictOriginalAtSigma(config.prediction_type, modelOutput, sample, sigma);
        slopes = [weightedSum([1 / sigma, sample], [-1 / sigma, original]), ...slopes].slice(0, ORDER);
        const order = Math.min(stepIndex + 1, ORDER);
        const terms = slopes.map((slope, age) => [coefficient(sigmas, stepIndex, order, age), slope] as const);
        return weightedSum([1, sample], ...terms);
      },
    };
  };
  return { className: CLASS_NAME, create };
}

/** `∫ Π (τ - σ_{i-k}) / (σ_{i-age} - σ_{i-k}) dτ` from σ_i to σ_{i+1}, over k of 0 to `order - 1` but `age`. */
function coefficient(sigmas: Float32Array, stepIndex: number, order: number, age: number): number {
  const at = (back: number) => sigmas[stepIndex - back] ?? 0;
  const half = ((sigmas[stepIndex + 1] ?? 0) - at(0)) / 2;
  const sum = NODES.reduce((total, node) => {
    let product = 1;
    for (let k = 0; k < order; k += 1) {
      if (k !== age) product *= (at(0) + half * (1 + node) - at(k)) / (at(age) - at(k));
    }
    return total + product;
  }, 0);
  return half * sum;
}
