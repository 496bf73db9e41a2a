import { z } from 'zod';
import { ModelError } from '../model/model-error.js';

/**
 * Keys that diffusers copies along when one scheduler's configuration is saved as another's, and that the other does
 * not read. They are inert only in a scheduler that does not name them in its own schema.
 */
const KEYS_OF_OTHER_SCHEDULERS = new Set([
  'clip_sample',
  'clip_sample_range',
  'dynamic_thresholding_ratio',
  'sample_max_value',
  'set_alpha_to_one',
  'skip_prk_steps',
  'thresholding',
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
    ([key]) => !key.startsWith('_') && (key in shape || !KEYS_OF_OTHER_SCHEDULERS.has(key)),
  );
  const parsed = z.strictObject(shape).safeParse(Object.fromEntries(relevant));
  if (parsed.success) return parsed.data as z.output<z.ZodObject<Shape>>;
  const { issues } = parsed.error;
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
  const key = String(issue?.code === 'unrecognized_keys' ? issue.keys[0] : issue?.path[0]);
  const problem = key in config ? `"${key}": ${JSON.stringify(config[key])}` : `"${key}" left unset`;
  throw new ModelError(
    'unsupported_scheduler',
    `scheduler/scheduler_config.json: ${className} does not support ${problem}; set it to a supported value or choose another scheduler.`,
  );
}

/** A feature that is known by name and must be off, since it is not implemented. */
export const off = z.literal(false).nullish();

/** A setting that is known by name and must be unset, since it is not implemented. */
export const unset = z.null().optional();
