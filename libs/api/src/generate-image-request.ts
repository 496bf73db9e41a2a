import { z } from 'zod';
import { plainText } from './text.js';
import { maxPromptLength, maxSeed, oneOf, outputFormats, sizes, styles } from './vocabulary.js';

/** A whole number in a range. */
export const integer = (minimum: number, maximum: number) => {
  const error = `must be an integer from ${minimum} to ${maximum}`;
  return z.number({ error }).int({ error }).min(minimum, { error }).max(maximum, { error });
};

/** Seconds from the request until it is given up. */
export const expiresIn = integer(10, 86_400);

const size = z.literal([...sizes], { error: `must be one of ${oneOf(sizes)}` }).default(1024);
const imageError = 'must be the id of an image of yours, such as img_01…';
const strengthError = 'must be a number above 0, up to 1';

/** How much of a picture is made anew. */
export const strength = z
  .number({ error: strengthError })
  .gt(0, { error: strengthError })
  .max(1, { error: strengthError });

const guidanceError = 'must be a number from 1.0 to 20.0';

/** What model names look like; whether there is such a model, the catalogue knows. */
export const modelError = 'must be the name of an available model';

/** Of bodies that may name an image to begin with. */
export const strengthHasImage = (body: { image?: unknown; strength?: unknown }): boolean =>
  body.strength === undefined || body.image !== undefined;
export const strengthNeedsImage = { error: 'needs image: it says how much of it is made anew', path: ['strength'] };

/**
 * The body of `POST /api/generate-image`. The order of the fields is the documented order of parameters:
 * of several faults the first one is the answer.
 */
export const generateImageRequest = z
  .strictObject({
    prompt: plainText(maxPromptLength)
      .meta({ minLength: 1 })
      .describe('What the image shows. At most 1000 characters, and not white space alone.'),
    style: z
      .enum(styles, { error: `must be one of ${oneOf(styles)}` })
      .default('photorealistic')
      .describe('How the image looks.'),
    width: size.describe('Width in pixels.'),
    height: size.describe('Height in pixels.'),
    seed: integer(0, maxSeed)
      .optional()
      .describe('The same prompt, seed and parameters give the same image. Random, and answered, where absent.'),
    guidance_scale: z
      .number({ error: guidanceError })
      .min(1, { error: guidanceError })
      .max(20, { error: guidanceError })
      .default(7.5)
      .describe('How closely the image follows the prompt.'),
    negative_prompt: plainText(maxPromptLength).optional().describe('What to keep out of the image.'),
    n: integer(1, 10).default(1).describe('Images to make; more than 1 on Professional and Enterprise only.'),
    model: z
      .string({ error: modelError })
      .regex(/^[^\p{Cc}\p{Cs}]{1,128}$/u, { error: modelError })
      .optional()
      .describe('Which model makes the image; the default one where absent.'),
    num_inference_steps: integer(1, 100).optional().describe("Denoising steps; the model's own default where absent."),
    output_format: z
      .enum(outputFormats, { error: `must be one of ${oneOf(outputFormats)}` })
      .default('png')
      .describe('Format of the image file.'),
    retention_days: integer(1, 36_500)
      .optional()
      .describe("Days that the image is kept, up to the plan's; 30 where absent."),
    private: z
      .boolean({ error: 'must be true or false' })
      .optional()
      .describe(
        'Whether the file can be fetched by signed URLs alone, which expire; as the account is set where absent.',
      ),
    expires_in: expiresIn
      .optional()
      .describe('Seconds until all images have to be stored; 600 where absent and the answer is waited for.'),
    image: z
      .string({ error: imageError })
      .regex(/^img_[0-9a-hjkmnp-tv-z]{36}$/, { error: imageError })
      .optional()
      .describe(
        'An image of yours to begin with, in place of noise; cut to width and height. For models that can (`image-to-image`).',
      ),
    strength: strength
      .optional()
      .describe('With image: how much of it is made anew, from nearly nothing to all; 0.8 where absent.'),
  })
  .refine((body) => strengthHasImage(body), strengthNeedsImage)
  .meta({ id: 'GenerateImage' });

/** What a client may send. */
export type GenerateImageRequest = z.input<typeof generateImageRequest>;
/** What was asked for, defaults filled in. */
export type GenerateImageParameters = z.output<typeof generateImageRequest>;
