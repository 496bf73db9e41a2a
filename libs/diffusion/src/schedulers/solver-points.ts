import type { z } from 'zod';
import { predictOriginal, type Shares, type solverPredictionType } from './prediction.js';
import type { Scheduler } from './scheduler.js';
import { weightedSum } from './weighted-sum.js';

/** A point of the schedule: shares of image and noise, and `lambda = ln(signal / noise)`. */
export interface SolverPoint extends Shares {
  readonly lambda: number;
}

/** What solvers compute with at each place of their schedule. */
export function solverPoints(sigmas: Float32Array, flow: boolean): readonly SolverPoint[] {
  return Array.from(sigmas, (sigma) => {
    const signal = flow ? 1 - sigma : 1 / Math.sqrt(sigma ** 2 + 1);
    const noise = flow ? sigma : sigma * signal;
    return { signal, noise, lambda: Math.log(signal) - Math.log(noise) };
  });
}

/** @throws RangeError for a place that the schedule does not have */
export function pointAt(points: readonly SolverPoint[], index: number): SolverPoint {
  const point = points[index];
  if (point) return point;
  throw new RangeError(`the schedule has ${points.length} points, and no point ${index}`);
}

/** What solvers share. */
export function solverParts(
  timesteps: readonly number[],
  points: readonly SolverPoint[],
  type: z.output<typeof solverPredictionType>,
): Pick<Scheduler, 'timesteps' | 'order' | 'initNoiseSigma' | 'scaleModelInput' | 'denoised' | 'addNoise'> {
  return {
    timesteps,
    order: 1,
    initNoiseSigma: 1,
    scaleModelInput: (sample) => sample,
    denoised: (modelOutput, stepIndex, sample) =>
      predictOriginal(type, modelOutput, sample, pointAt(points, stepIndex)),
    addNoise: (original, noise, stepIndex) => {
      const point = pointAt(points, stepIndex);
      return weightedSum([point.signal, original], [point.noise, noise]);
    },
  };
}
