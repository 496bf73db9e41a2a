import { z } from 'zod';
import type { ScheduleOptions } from './scheduler.js';

/** The keys by which diffusers lets the shift of a flow grow with the image: Esser et al. 2024, section 5.3.2. */
export const dynamicShiftShape = {
  base_shift: z.number().nullish(),
  max_shift: z.number().nullish(),
  base_image_seq_len: z.number().positive().default(256),
  max_image_seq_len: z.number().positive().default(4096),
  time_shift_type: z.enum(['exponential', 'linear']).default('exponential'),
};

type DynamicShiftConfig = z.output<z.ZodObject<typeof dynamicShiftShape>>;

/** `shift σ / (1 + (shift - 1) σ)`: Esser et al. 2024, arXiv:2403.03206, equation 23. */
export function shiftSigma(shift: number, sigma: number): number {
  return (shift * sigma) / (1 + (shift - 1) * sigma);
}

/**
 * The shift of one image: μ is linear in the number of its tokens, and the shift is e^μ, or μ itself.
 *
 * @throws TypeError when the number of tokens is not given
 */
export function dynamicShift(
  className: string,
  config: DynamicShiftConfig,
  { imageSequenceLength: tokens }: ScheduleOptions,
): (sigma: number) => number {
  if (tokens === undefined) throw new TypeError(`${className} shifts by the image's size: give its sequence length`);
  const { base_shift, max_shift, base_image_seq_len: few, max_image_seq_len: many } = config;
  const low = base_shift ?? 0.5;
  const slope = ((max_shift ?? 1.15) - low) / (many - few);
  const mu = tokens * slope + low - slope * few;
  const shift = config.time_shift_type === 'exponential' ? Math.exp(mu) : mu;
  return (sigma) => shift / (shift + (1 / sigma - 1));
}

/** Stretches sigmas so that the last of them is `terminal`, and 1 stays 1. */
export function stretchToTerminal(sigmas: readonly number[], terminal: number): number[] {
  const scale = (1 - (sigmas.at(-1) ?? 0)) / (1 - terminal);
  return sigmas.map((sigma) => 1 - (1 - sigma) / scale);
}
