import { type SolverPoint } from './solver-points.js';

export type DpmAlgorithm = 'dpmsolver' | 'dpmsolver++' | 'sde-dpmsolver' | 'sde-dpmsolver++';

/** How the second difference of order 2 is weighed: two readings of the same order of error. */
export type DpmSolverType = 'midpoint' | 'heun';

/** The update `x_t = sample x_s + value D0 + slope D1 + curve D2 + noise ε` in differences D of the outputs. */
export interface DpmWeights {
  readonly sample: number;
  readonly value: number;
  readonly slope: number;
  readonly curve: number;
  readonly noise: number;
}

/**
 * Exponential integrators from one point to the next, with `h = λ_t - λ_s`: DPM-Solver (Lu et al. 2022,
 * arXiv:2206.00927) integrates the noise ε̂, DPM-Solver++ (Lu et al. 2022, arXiv:2211.01095) the image x̂₀; the SDE
 * forms do so for the reverse diffusion, and add noise (DPM-Solver++, appendix A).
 *
 * `slope` and `curve` are meaningless where `h` is infinite: the last step to no noise at all is of order 1.
 */
export function dpmWeights(algorithm: DpmAlgorithm, to: SolverPoint, from: SolverPoint): DpmWeights {
  const h = to.lambda - from.lambda;
  const sigma = to.noise;
  const alpha = to.signal;
  const grown = Math.expm1(h);
  const fallen = Math.expm1(-h);
  const fallenTwice = Math.expm1(-2 * h);
  switch (algorithm) {
    case 'dpmsolver++':
      return {
        sample: sigma / from.noise,
        value: -alpha * fallen,
        slope: alpha * (fallen / h + 1),
        curve: -alpha * ((fallen + h) / h ** 2 - 0.5),
        noise: 0,
      };
    case 'dpmsolver':
      return {
        sample: alpha / from.signal,
        value: -sigma * grown,
        slope: -sigma * (grown / h - 1),
        curve: -sigma * ((grown - h) / h ** 2 - 0.5),
        noise: 0,
      };
    case 'sde-dpmsolver++':
      return {
        sample: (sigma / from.noise) * Math.exp(-h),
        value: -alpha * fallenTwice,
        slope: alpha * (fallenTwice / (2 * h) + 1),
        curve: alpha * ((-fallenTwice - 2 * h) / (2 * h) ** 2 - 0.5),
        noise: sigma * Math.sqrt(-fallenTwice),
      };
    case 'sde-dpmsolver':
      return {
        sample: alpha / from.signal,
        value: -2 * sigma * grown,
        slope: -2 * sigma * (grown / h - 1),
        curve: 0,
        noise: sigma * Math.sqrt(Math.expm1(2 * h)),
      };
  }
}

/**
 * The same update in the outputs themselves, newest first, instead of their differences.
 *
 * @param lambdas of the points where the outputs were computed, newest first; as many as the order, 1 to 3
 */
export function outputWeights(
  weights: DpmWeights,
  to: number,
  lambdas: readonly number[],
  type: DpmSolverType,
): number[] {
  const [newest = 0, second, third] = lambdas;
  if (second === undefined) return [weights.value];
  const h = to - newest;
  const r0 = (newest - second) / h;
  if (third === undefined) {
    const slope = (type === 'midpoint' ? weights.value / 2 : weights.slope) / r0;
    return [weights.value + slope, -slope];
  }
  const r1 = (second - third) / h;
  // D1 = a (1 + r0 / (r0 + r1)) - b r0 / (r0 + r1) and D2 = (a - b) / (r0 + r1) of the divided differences a and b.
  const latest = (weights.slope * (1 + r0 / (r0 + r1)) + weights.curve / (r0 + r1)) / r0;
  const earlier = (-weights.slope * (r0 / (r0 + r1)) - weights.curve / (r0 + r1)) / r1;
  return [weights.value + latest, earlier - latest, -earlier];
}

/**
 * As `outputWeights`, for a step that starts at the oldest of the outputs.
 *
 * @param lambdas of the points where the outputs were computed, newest first; as many as the order, 1 to 3
 */
export function singlestepWeights(
  weights: DpmWeights,
  to: number,
  lambdas: readonly number[],
  type: DpmSolverType,
): number[] {
  const [newest = 0, second, third] = lambdas;
  if (second === undefined) return [weights.value];
  const base = third ?? second;
  const h = to - base;
  const r0 = (newest - base) / h;
  if (third === undefined) {
    const slope = (type === 'midpoint' ? weights.value / 2 : weights.slope) / r0;
    return [slope, weights.value - slope];
  }
  if (type === 'midpoint') {
    const slope = weights.slope / r0;
    return [slope, 0, weights.value - slope];
  }
  const r1 = (second - base) / h;
  // D1 = (r0 b - r1 a) / (r0 - r1) and D2 = 2 (a - b) / (r0 - r1) of the divided differences a (newest) and b.
  const latest = (-weights.slope * r1 + 2 * weights.curve) / (r0 - r1) / r0;
  const earlier = (weights.slope * r0 - 2 * weights.curve) / (r0 - r1) / r1;
  return [latest, earlier, weights.value - latest - earlier];
}
