import { z } from 'zod';
import { unsupportedSetting } from './scheduler-config.js';
import { betaSigmas, exponentialSigmas, karrasSigmas, type SigmaCurve } from './sigmas.js';

/** Keys by which diffusers chooses how sigmas fall: at most one of the three, otherwise as the timesteps do. */
export const sigmaCurveShape = {
  use_karras_sigmas: z.boolean().nullish(),
  use_exponential_sigmas: z.boolean().nullish(),
  use_beta_sigmas: z.boolean().nullish(),
  /** The curve's ends, where they are not those of the timesteps. */
  sigma_min: z.number().positive().nullish(),
  sigma_max: z.number().positive().nullish(),
};

type CurveConfig = z.output<z.ZodObject<typeof sigmaCurveShape>>;

const curves = {
  use_karras_sigmas: karrasSigmas,
  use_exponential_sigmas: exponentialSigmas,
  use_beta_sigmas: betaSigmas,
} as const;

/**
 * Spreads `count` sigmas between the ends of those given, largest first; `undefined` where no curve is chosen.
 *
 * @throws ModelError `unsupported_scheduler` when two are chosen
 */
export function sigmaCurve(
  className: string,
  config: CurveConfig,
): ((sigmas: ArrayLike<number>, count: number) => number[]) | undefined {
  const chosen = Object.entries(curves).filter(([key]) => config[key as keyof typeof curves]);
  const [first, second] = chosen;
  if (first && second) throw unsupportedSetting(className, `"${first[0]}" together with "${second[0]}"`);
  if (!first) return undefined;
  const curve: SigmaCurve = first[1];
  return (sigmas, count) =>
    curve(config.sigma_min ?? sigmas[sigmas.length - 1] ?? 0, config.sigma_max ?? sigmas[0] ?? 0, count);
}
