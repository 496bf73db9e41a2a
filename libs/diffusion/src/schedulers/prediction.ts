import { z } from 'zod';
import { weightedSum } from './weighted-sum.js';

/**
 * What a denoiser answers: the noise ε, the image x̂₀, or the velocity `v = α ε - σ x₀` (Salimans and Ho 2022,
 * arXiv:2202.00512, appendix D).
 */
export const predictionType = z.enum(['epsilon', 'sample', 'v_prediction']);

/** As `predictionType`, with the velocity `v = ε - x₀` of a flow. */
export const solverPredictionType = z.enum([...predictionType.options, 'flow_prediction']);

type PredictionType = z.output<typeof solverPredictionType>;

/** Shares of image and noise in latents: `x = signal x₀ + noise ε`. */
export interface Shares {
  readonly signal: number;
  readonly noise: number;
}

/** The image x̂₀ that an answer to `sample` stands for. */
export function predictOriginal(
  type: PredictionType,
  modelOutput: Float32Array,
  sample: Float32Array,
  { signal, noise }: Shares,
): Float32Array {
  switch (type) {
    case 'epsilon':
      return sample.map((value, index) => (value - noise * (modelOutput[index] ?? 0)) / signal);
    case 'sample':
      return modelOutput;
    case 'v_prediction':
      return weightedSum([signal, sample], [-noise, modelOutput]);
    case 'flow_prediction':
      return weightedSum([1, sample], [-noise, modelOutput]);
  }
}

/** The noise ε̂ that an answer to `sample` stands for. */
export function predictEpsilon(
  type: PredictionType,
  modelOutput: Float32Array,
  sample: Float32Array,
  { signal, noise }: Shares,
): Float32Array {
  switch (type) {
    case 'epsilon':
      return modelOutput;
    case 'sample':
      return sample.map((value, index) => (value - signal * (modelOutput[index] ?? 0)) / noise);
    case 'v_prediction':
      return weightedSum([signal, modelOutput], [noise, sample]);
    case 'flow_prediction':
      return weightedSum([1, sample], [signal, modelOutput]);
  }
}

/**
 * As `predictOriginal`, for latents that grow with their noise, `x = x₀ + σ ε`; the denoiser was asked at
 * `x / √(σ² + 1)`.
 */
export function predictOriginalAtSigma(
  type: z.output<typeof predictionType>,
  modelOutput: Float32Array,
  sample: Float32Array,
  sigma: number,
): Float32Array {
  switch (type) {
    case 'epsilon':
      return weightedSum([1, sample], [-sigma, modelOutput]);
    case 'sample':
      return modelOutput;
    case 'v_prediction':
      return weightedSum([1 / (sigma ** 2 + 1), sample], [-sigma / Math.sqrt(sigma ** 2 + 1), modelOutput]);
  }
}
