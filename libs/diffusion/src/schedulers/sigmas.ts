import { symmetricBetaQuantile } from './beta-quantile.js';
import { linspace } from './timestep-spacing.js';

/** The value between entries of a table, linearly; outside of it the nearest end (`numpy.interp` over indices). */
export function interpolate(table: Float32Array, position: number): number {
  const index = Math.min(Math.max(position, 0), table.length - 1);
  const below = Math.floor(index);
  const low = table[below] ?? 0;
  const high = table[below + 1] ?? low;
  return low + (high - low) * (index - below);
}

/**
 * The training timestep, a fraction, whose noise is `sigma`: linear in log sigma between neighbours of the table.
 *
 * @param logTable logarithms of rising sigmas
 */
export function timestepOfSigma(logTable: Float32Array, sigma: number): number {
  const target = Math.log(Math.max(sigma, 1e-10));
  const above = logTable.findIndex((entry) => entry > target);
  const below = Math.min(Math.max((above === -1 ? logTable.length : above) - 1, 0), logTable.length - 2);
  const low = logTable[below] ?? 0;
  const high = logTable[below + 1] ?? 0;
  const weight = Math.min(Math.max((low - target) / Math.fround(low - high), 0), 1);
  return (1 - weight) * below + weight * (below + 1);
}

/** Spreads `count` sigmas between two, largest first. */
export type SigmaCurve = (smallest: number, largest: number, count: number) => number[];

/** Karras et al. 2022, arXiv:2206.00364, equation 5, with ρ = 7. */
export const karrasSigmas: SigmaCurve = (smallest, largest, count) => {
  const rho = 7;
  const first = largest ** (1 / rho);
  const last = smallest ** (1 / rho);
  return linspace(0, 1, count).map((ramp) => (first + ramp * (last - first)) ** rho);
};

/** Evenly spaced in log sigma. */
export const exponentialSigmas: SigmaCurve = (smallest, largest, count) =>
  linspace(Math.log(largest), Math.log(smallest), count).map(Math.exp);

/** Lee et al. 2024, arXiv:2407.12173: quantiles of Beta(0.6, 0.6), dense at both ends. */
export const betaSigmas: SigmaCurve = (smallest, largest, count) =>
  linspace(0, 1, count).map((ramp) => smallest + symmetricBetaQuantile(1 - ramp, 0.6) * (largest - smallest));
