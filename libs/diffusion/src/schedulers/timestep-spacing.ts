import { z } from 'zod';
import type { ScheduleSteps } from './scheduler.js';

/** How diffusers spreads inference steps over training timesteps: Lin et al. 2023, arXiv:2305.08891, table 2. */
export const timestepSpacing = z.enum(['linspace', 'leading', 'trailing']);

export interface Spacing {
  readonly timestep_spacing: z.output<typeof timestepSpacing>;
  readonly num_train_timesteps: number;
  /** Added to each timestep of the leading spacing. */
  readonly steps_offset: number;
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
export function spacedTimesteps(spacing: Spacing, steps: number): number[] {
  const { num_train_timesteps: train, steps_offset: offset } = spacing;
  refuseTooMany(train, steps);
  switch (spacing.timestep_spacing) {
    case 'linspace':
      return linspace(0, train - 1, steps).reverse();
    case 'leading':
      return leading(Math.floor(train / steps), steps, offset);
    case 'trailing':
      return trailing(train, train / steps);
  }
}

/**
 * As `spacedTimesteps`, in whole numbers and without the last of one step more: solvers end at the data themselves.
 *
 * @param last number of training timesteps in use, from the first on
 */
export function solverTimesteps(spacing: Spacing, steps: number, last = spacing.num_train_timesteps): number[] {
  const { num_train_timesteps: train, steps_offset: offset } = spacing;
  refuseTooMany(train, steps);
  switch (spacing.timestep_spacing) {
    case 'linspace':
      return linspace(0, last - 1, steps + 1)
        .map(roundHalfToEven)
        .reverse()
        .slice(0, -1);
    case 'leading':
      return leading(Math.floor(last / (steps + 1)), steps + 1, offset).slice(0, -1);
    case 'trailing':
      return trailing(last, train / steps);
  }
}

/**
 * The timesteps that are asked for, where a schedule can be given them.
 *
 * @throws RangeError when they do not fall, or are not among those of the training
 */
export function givenTimesteps(timesteps: readonly number[], trainTimesteps: number): number[] {
  const falling = timesteps.every((timestep, index) => index === 0 || timestep < (timesteps[index - 1] ?? 0));
  const known = timesteps.every((timestep) => timestep >= 0 && timestep < trainTimesteps);
  if (timesteps.length > 0 && falling && known) return [...timesteps];
  throw new RangeError(`timesteps must fall, and be of 0 to ${trainTimesteps - 1}`);
}

/**
 * The sigmas that are asked for, where a schedule can be given them.
 *
 * @throws RangeError when they do not fall, or are not positive; the last may be 0
 */
export function givenSigmas(sigmas: readonly number[]): number[] {
  const falling = sigmas.every((sigma, index) => index === 0 || sigma < (sigmas[index - 1] ?? 0));
  const [first = 0] = sigmas;
  if (falling && first > 0 && Number.isFinite(first) && (sigmas.at(-1) ?? -1) >= 0) return [...sigmas];
  throw new RangeError('sigmas must fall, from a positive one to 0 at the least');
}

/**
 * The number of steps, for a schedule that cannot be given its timesteps or sigmas.
 *
 * @throws RangeError when these are given all the same
 */
export function stepCount(className: string, steps: ScheduleSteps): number {
  if (typeof steps === 'number') return steps;
  throw new RangeError(`${className} takes a number of steps, and no ${Object.keys(steps).join(' or ')} of its own`);
}

function refuseTooMany(trainTimesteps: number, steps: number): void {
  if (steps > trainTimesteps) {
    throw new RangeError(`${steps} steps are more than the ${trainTimesteps} timesteps the model was trained with`);
  }
}

function leading(stride: number, count: number, offset: number): number[] {
  return Array.from({ length: count }, (_, index) => (count - 1 - index) * stride + offset);
}

/**
 * numpy's `arange` gives one more, timestep -1, where the quotient of step and count is rounded up (at 61 steps of
 * 1000, say): no model knows that one, and it is left out.
 */
function trailing(last: number, stride: number): number[] {
  const spread = Array.from(
    { length: Math.ceil(last / stride) },
    (_, index) => roundHalfToEven(last - index * stride) - 1,
  );
  return spread.filter((timestep) => timestep >= 0);
}

/** To the nearest integer; half-way cases to the even one (`numpy.round`). */
export function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}
