import { z } from 'zod';

/** Keys by which diffusers keeps x̂₀ within the range that images have. */
export const thresholdingShape = {
  thresholding: z.boolean().default(false),
  dynamic_thresholding_ratio: z.number().min(0).max(1).default(0.995),
  sample_max_value: z.number().min(1).default(1),
};

export const clippingShape = {
  ...thresholdingShape,
  clip_sample: z.boolean().default(true),
  clip_sample_range: z.number().positive().default(1),
};

type ClippingConfig = Partial<z.output<z.ZodObject<typeof clippingShape>>>;

/** What a configuration does to x̂₀: nothing, a fixed range, or one that follows its values. */
export function clipping(config: ClippingConfig): (original: Float32Array) => Float32Array {
  const { dynamic_thresholding_ratio: ratio = 1, sample_max_value: highest = 1, clip_sample_range: limit = 1 } = config;
  if (config.thresholding) return (original) => threshold(original, ratio, highest);
  return config.clip_sample ? (original) => clip(original, limit) : (original) => original;
}

function clip(values: Float32Array, limit: number): Float32Array {
  return values.map((value) => Math.min(Math.max(value, -limit), limit));
}

/** Saharia et al. 2022, arXiv:2205.11487, section 2.3: the given quantile of |x̂₀| becomes 1 where it is larger. */
function threshold(values: Float32Array, ratio: number, highest: number): Float32Array {
  const limit = Math.min(Math.max(quantile(values.map(Math.abs).sort(), ratio), 1), highest);
  return clip(values, limit).map((value) => value / limit);
}

/** Linear between the nearest ranks. */
function quantile(sorted: Float32Array, ratio: number): number {
  const rank = ratio * (sorted.length - 1);
  const below = Math.floor(rank);
  const low = sorted[below] ?? 0;
  return low + (rank - below) * ((sorted[below + 1] ?? low) - low);
}
