import { z } from 'zod';
import { ModelError } from '../model/model-error.js';

/**
 * Keys that diffusers copies along when one scheduler's configuration is saved as another's, and that tune what the
 * other does not do. They are inert in a scheduler that does not name them in its own schema, as in diffusers.
 */
const KEYS_OF_OTHER_SCHEDULERS = new Set([
  'algorithm_type',
  'base_image_seq_len',
  'base_shift',
  'clip_sample',
  'clip_sample_range',
  'disable_corrector',
  'dynamic_thresholding_ratio',
  'euler_at_final',
  'final_sigmas_type',
  'flow_shift',
  'interpolation_type',
  'lambda_min_clipped',
  'lower_order_final',
  'max_image_seq_len',
  'max_shift',
  'noise_sampler_seed',
  'original_inference_steps',
  'predict_x0',
  'sample_max_value',
  'set_alpha_to_one',
  'sigma_max',
  'sigma_min',
  'skip_prk_steps',
  'solver_order',
  'solver_p',
  'solver_type',
  'steps_offset',
  'thresholding',
  'time_shift_type',
  'timestep_scaling',
  'timestep_spacing',
  'timestep_type',
  'variance_type',
]);

/** Keys that ask for another schedule: of another scheduler they are inert only where they ask for nothing. */
const SWITCHES_OF_OTHER_SCHEDULERS = new Set([
  'invert_sigmas',
  'rescale_betas_zero_snr',
  'shift_terminal',
  'stochastic_sampling',
  'use_beta_sigmas',
  'use_dynamic_shifting',
  'use_exponential_sigmas',
  'use_flow_sigmas',
  'use_karras_sigmas',
  'use_lu_lambdas',
]);

/**
 * Reads a scheduler's configuration strictly: a key that is not known, or a value that is not supported, is an error,
 * since leaving it out would give other pictures. Keys that begin with an underscore are metadata of diffusers.
 *
 * @throws ModelError `unsupported_scheduler`, naming the first key at fault
 */
export function parseSchedulerConfig<Shape extends z.ZodRawShape>(
  className: string,
  shape: Shape,
  config: Record<string, unknown>,
): z.output<z.ZodObject<Shape>> {
  const relevant = Object.entries(config).filter(
    ([key, value]) => !key.startsWith('_') && (key in shape || !isInert(key, value)),
  );
  const parsed = z.strictObject(shape).safeParse(Object.fromEntries(relevant));
  if (parsed.success) return parsed.data as z.output<z.ZodObject<Shape>>;
  const { issues } = parsed.error;
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
  const key = String(issue?.code === 'unrecognized_keys' ? issue.keys[0] : issue?.path[0]);
  throw unsupportedSetting(
    className,
    key in config ? `"${key}": ${JSON.stringify(config[key])}` : `"${key}" left unset`,
  );
}

/** @param settings as they stand in the file, such as `"solver_order": 7` */
export function unsupportedSetting(className: string, settings: string): ModelError {
  return new ModelError(
    'unsupported_scheduler',
    `scheduler/scheduler_config.json: ${className} does not support ${settings}; set it to a supported value or choose another scheduler.`,
  );
}

function isInert(key: string, value: unknown): boolean {
  if (KEYS_OF_OTHER_SCHEDULERS.has(key)) return true;
  return SWITCHES_OF_OTHER_SCHEDULERS.has(key) && (value === false || value === null);
}

/** A feature that is known by name and must be off, since it is not implemented. */
export const off = z.literal(false).nullish();

/** A setting that is known by name and must be unset, since it is not implemented. */
export const unset = z.null().optional();
