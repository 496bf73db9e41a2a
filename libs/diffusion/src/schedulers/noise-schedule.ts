import { z } from 'zod';

/** The keys by which diffusers describes a discrete variance schedule, with diffusers' defaults. */
export const noiseScheduleShape = {
  num_train_timesteps: z.int().positive().default(1000),
  beta_start: z.number().default(0.0001),
  beta_end: z.number().default(0.02),
  beta_schedule: z.enum(['linear', 'scaled_linear', 'squaredcos_cap_v2']).default('linear'),
  trained_betas: z.array(z.number()).nullish(),
  rescale_betas_zero_snr: z.boolean().default(false),
};

type NoiseScheduleConfig = z.output<z.ZodObject<typeof noiseScheduleShape>>;

/**
 * The share of signal left after each training timestep, `ᾱ_t = ∏ (1 - β_s)` (Ho et al. 2020, arXiv:2006.11239),
 * rounded to float32 where diffusers rounds.
 */
export function alphasCumprod(config: NoiseScheduleConfig): Float32Array {
  const betas = config.trained_betas ? Float32Array.from(config.trained_betas) : betasOf(config);
  const products = cumulativeProducts(betas);
  return config.rescale_betas_zero_snr ? cumulativeProducts(zeroTerminalSnr(products)) : products;
}

function betasOf(config: NoiseScheduleConfig): Float32Array {
  const { num_train_timesteps: count, beta_start: first, beta_end: last } = config;
  switch (config.beta_schedule) {
    case 'linear':
      return linspace(first, last, count);
    case 'scaled_linear':
      return linspace(Math.sqrt(first), Math.sqrt(last), count).map((root) => root * root);
    case 'squaredcos_cap_v2':
      return Float32Array.from({ length: count }, (_, index) =>
        Math.min(1 - cosineAlphaBar((index + 1) / count) / cosineAlphaBar(index / count), 0.999),
      );
  }
}

/** Nichol and Dhariwal 2021, arXiv:2102.09672, equation 17. */
function cosineAlphaBar(time: number): number {
  return Math.cos((((time + 0.008) / 1.008) * Math.PI) / 2) ** 2;
}

function linspace(first: number, last: number, count: number): Float32Array {
  const step = count > 1 ? (last - first) / (count - 1) : 0;
  return Float32Array.from({ length: count }, (_, index) => first + step * index);
}

function cumulativeProducts(betas: Float32Array): Float32Array {
  let product = 1;
  return betas.map((beta) => {
    product *= Math.fround(1 - beta);
    return product;
  });
}

/** Betas after which nothing of the signal is left: Lin et al. 2023, arXiv:2305.08891, algorithm 1. */
function zeroTerminalSnr(products: Float32Array): Float32Array {
  // Float32Array.map rounds to float32 after each operation, as diffusers does: the last alphas are tiny differences.
  const roots = products.map(Math.sqrt);
  const first = roots.at(0) ?? 1;
  const last = roots.at(-1) ?? 0;
  const scale = Math.fround(first / Math.fround(first - last));
  const squares = roots
    .map((root) => root - last)
    .map((root) => root * scale)
    .map((root) => root ** 2);
  const alphas = squares.map((square, index) => (index === 0 ? square : square / (squares[index - 1] ?? 1)));
  return alphas.map((alpha) => 1 - alpha);
}
