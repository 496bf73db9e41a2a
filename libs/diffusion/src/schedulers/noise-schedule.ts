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

/** Of a scheduler that has no zero terminal signal-to-noise ratio: known by name, and must be off. */
export const noZeroTerminalSnr = z
  .literal(false)
  .nullish()
  .transform(() => false);

type NoiseScheduleConfig = Omit<z.output<z.ZodObject<typeof noiseScheduleShape>>, 'beta_schedule'> & {
  readonly beta_schedule: keyof typeof betaSchedules;
};

/** So small a share of signal that float16 still holds it: the last sigma stays finite at zero terminal SNR. */
const SMALLEST_ALPHA = 2 ** -24;

/**
 * The share of signal left after each training timestep, `ᾱ_t = ∏ (1 - β_s)` (Ho et al. 2020, arXiv:2006.11239),
 * rounded to float32 where diffusers rounds.
 */
export function alphasCumprod(config: NoiseScheduleConfig): Float32Array {
  const betas = config.trained_betas
    ? Float32Array.from(config.trained_betas)
    : betaSchedules[config.beta_schedule](config);
  const products = cumulativeProducts(betas);
  return config.rescale_betas_zero_snr ? cumulativeProducts(zeroTerminalSnr(products)) : products;
}

/** Noise to signal of each training timestep, `σ_t = √((1 - ᾱ_t) / ᾱ_t)`, always finite. */
export function trainingSigmas(config: NoiseScheduleConfig): Float32Array {
  const alphas = alphasCumprod(config);
  if (config.rescale_betas_zero_snr) alphas[alphas.length - 1] = SMALLEST_ALPHA;
  return alphas.map((alpha) => Math.sqrt(Math.fround(Math.fround(1 - alpha) / alpha)));
}

interface BetaRange {
  readonly num_train_timesteps: number;
  readonly beta_start: number;
  readonly beta_end: number;
}

const betaSchedules = {
  linear: ({ num_train_timesteps: count, beta_start: first, beta_end: last }: BetaRange) =>
    linspace(first, last, count),
  scaled_linear: ({ num_train_timesteps: count, beta_start: first, beta_end: last }: BetaRange) =>
    linspace(Math.sqrt(first), Math.sqrt(last), count).map((root) => root * root),
  squaredcos_cap_v2: ({ num_train_timesteps: count }: BetaRange) => betasOf(count, cosineAlphaBar),
  exp: ({ num_train_timesteps: count }: BetaRange) => betasOf(count, (time) => Math.exp(-12 * time)),
  laplace: ({ num_train_timesteps: count }: BetaRange) => betasOf(count, laplaceAlphaBar),
  sigmoid: ({ num_train_timesteps: count, beta_start: first, beta_end: last }: BetaRange) =>
    linspace(-6, 6, count).map((x) => (last - first) / (1 + Math.exp(-x)) + first),
};

function betasOf(count: number, alphaBar: (time: number) => number): Float32Array {
  return Float32Array.from({ length: count }, (_, index) =>
    Math.min(1 - alphaBar((index + 1) / count) / alphaBar(index / count), 0.999),
  );
}

/** Nichol and Dhariwal 2021, arXiv:2102.09672, equation 17. */
function cosineAlphaBar(time: number): number {
  return Math.cos((((time + 0.008) / 1.008) * Math.PI) / 2) ** 2;
}

/** Hang et al. 2024, arXiv:2407.03297, table 1, with μ = 0 and b = 0.5. */
function laplaceAlphaBar(time: number): number {
  const sign = time > 0.5 ? -1 : 1;
  const ratio = Math.exp(-0.5 * sign * Math.log(1 - 2 * Math.abs(0.5 - time) + 1e-6));
  return Math.sqrt(ratio / (1 + ratio));
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
