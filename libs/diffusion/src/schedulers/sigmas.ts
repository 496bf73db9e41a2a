import { linspace } from './timestep-spacing.js';

/** The value between entries of a table, linearly; outside of it the nearest end (`numpy.interp` over indices). */
export function interpolate(table: Float32Array, position: number): number {
  const index = Math.min(Math.max(position, 0), table.length - 1);
  const below = Math.floor(index);
  const low = table[below] ?? 0;
  const high = table[below + 1] ?? low;
  return low + (high - low) * (index - below);
}

/** The training timestep, a fraction, whose noise is `sigma`: linear in log sigma between neighbours of the table. */
export function timestepOfSigma(table: Float32Array, sigma: number): number {
  const target = Math.log(Math.max(sigma, 1e-10));
  const above = table.findIndex((entry) => Math.log(entry) > target);
  const below = Math.min(Math.max((above === -1 ? table.length : above) - 1, 0), table.length - 2);
  const low = Math.log(table[below] ?? 1);
  const high = Math.log(table[below + 1] ?? 1);
  const weight = Math.min(Math.max((low - target) / (low - high), 0), 1);
  return below + weight;
}

/** Karras et al. 2022, arXiv:2206.00364, equation 5, with ρ = 7; largest first. */
export function karrasSigmas(smallest: number, largest: number, count: number): number[] {
  const rho = 7;
  const first = largest ** (1 / rho);
  const last = smallest ** (1 / rho);
  return linspace(0, 1, count).map((ramp) => (first + ramp * (last - first)) ** rho);
}

/** Evenly spaced in log sigma, largest first. */
export function exponentialSigmas(smallest: number, largest: number, count: number): number[] {
  return linspace(Math.log(largest), Math.log(smallest), count).map(Math.exp);
}
