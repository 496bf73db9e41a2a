import { z } from 'zod';

/** How diffusers spreads inference steps over training timesteps: Lin et al. 2023, arXiv:2305.08891, table 2. */
export const timestepSpacing = z.enum(['linspace', 'leading', 'trailing']);

interface Spacing {
  readonly spacing: z.output<typeof timestepSpacing>;
  readonly trainTimesteps: number;
  readonly steps: number;
  /** Added to each timestep of the leading spacing. */
  readonly offset: number;
}

/** Evenly spaced values, both ends included (`numpy.linspace`). */
export function linspace(first: number, last: number, count: number): number[] {
  const step = count > 1 ? (last - first) / (count - 1) : 0;
  return Array.from({ length: count }, (_, index) => (index > 0 && index === count - 1 ? last : first + step * index));
}

/**
 * Training timesteps, largest first. `linspace` gives fractions; the other two whole numbers.
 *
 * @throws RangeError when there are more steps than training timesteps
 */
export function spacedTimesteps({ spacing, trainTimesteps, steps, offset }: Spacing): number[] {
  if (steps > trainTimesteps) {
    throw new RangeError(`${steps} steps are more than the ${trainTimesteps} timesteps the model was trained with`);
  }
  switch (spacing) {
    case 'linspace':
      return linspace(0, trainTimesteps - 1, steps).reverse();
    case 'leading': {
      const stride = Math.floor(trainTimesteps / steps);
      return Array.from({ length: steps }, (_, index) => (steps - 1 - index) * stride + offset);
    }
    case 'trailing': {
      const stride = trainTimesteps / steps;
      const count = Math.ceil(trainTimesteps / stride);
      return Array.from({ length: count }, (_, index) => roundHalfToEven(trainTimesteps - index * stride) - 1);
    }
  }
}

/** To the nearest integer; half-way cases to the even one (`numpy.round`). */
export function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}
