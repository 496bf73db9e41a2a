import { z } from 'zod';
import { generatorKinds } from '../random/create-generator.js';
import { longPromptReadings } from '../tokenizing/prompt-syntax.js';
import { readOptionalJsonFile } from './json-file.js';

const guidancePoints = z
  .array(z.tuple([z.number(), z.number()]))
  .min(2)
  .refine((points) => points.every(([x], index) => index === 0 || x > (points[index - 1]?.[0] ?? x)), {
    message: 'the first numbers of the points must rise',
  });

const share = z.number().min(0).max(1);

const schema = z.object({
  name: z.string().min(1),
  revision: z.string().optional(),
  licence: z.string().optional(),
  source: z.string().optional(),
  defaults: z
    .object({ num_inference_steps: z.int().positive().optional(), guidance_scale: z.number().min(1).optional() })
    .default({}),
  guidance: z.object({ points: guidancePoints }).optional(),
  guidance_rescale: z.number().min(0).max(1).default(0),
  guidance_interval: z
    .tuple([share, share])
    .refine(([from, to]) => from < to, 'it must end after it begins')
    .optional(),
  styles: z
    .record(
      z.string(),
      z.object({
        prompt: z.string().includes('{prompt}').default('{prompt}'),
        negative_prompt: z.string().default('{negative_prompt}'),
        style: z.int().min(0).optional(),
      }),
    )
    .optional(),
  variants: z.record(z.string(), z.string().regex(/^[\w.-]+$/)).optional(),
  optimised: z.record(z.string(), z.looseObject({ from: z.string() })).optional(),
  prompt_weights: z.boolean().optional(),
  long_prompts: z.enum(longPromptReadings).optional(),
  max_sequence_length: z.int().min(1).max(512).optional(),
  generator: z.enum(generatorKinds).optional(),
  decoder: z
    .string()
    .regex(/^\w[\w.-]*$/, 'it must be the name of a folder')
    .optional(),
  decoder_tile: z.int().positive().optional(),
  size_multiple: z.int().positive().optional(),
  files: z
    .record(z.string(), z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/), bytes: z.int().min(0) }))
    .optional(),
});

/**
 * `imageai.json`: what the layout of diffusers has no place for. It is optional; without it the defaults of the
 * pipeline hold.
 */
export type Manifest = z.output<typeof schema>;

/** The file's name in a model folder. */
export const MANIFEST_FILE = 'imageai.json';

/** @throws ModelError `file_invalid` */
export async function readManifest(folder: string): Promise<Manifest | undefined> {
  return readOptionalJsonFile(folder, MANIFEST_FILE, schema);
}
