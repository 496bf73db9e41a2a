import { z } from 'zod';
import { generateImageRequest, integer, strength } from './generate-image-request.js';
import { imageSizeFault } from './image-size.js';
import { sourceImageTypes } from './source-image.js';
import { plainText } from './text.js';
import { oneOf } from './vocabulary.js';

/** The image formats of the OpenAI-compatible routes; the first is the default. */
export const openAiOutputFormats = ['png', 'jpeg', 'webp'] as const;
/** How much work goes into an image: `auto` and `standard` mean `medium`, `hd` means `high`. */
export const openAiQualities = ['auto', 'low', 'medium', 'high', 'standard', 'hd'] as const;
/** Longest name of a client's own user. */
const maxUserLength = 256;

/** One message for what cannot be honoured and another for what is not a value at all. */
const unless = (refused: string, why: string, otherwise: string) => ({
  error: ({ input }: { readonly input?: unknown }) => (input === refused ? why : otherwise),
});

/**
 * What OpenAI's routes have in common, in the documented order of parameters. The prompt goes to the model as it is, and
 * what is left out is the model's own default. What cannot be honoured is refused: it is never ignored.
 */
const sharedFields = {
  model: generateImageRequest.shape.model,
  n: integer(1, 10).default(1).describe('Images to make; more than 1 on Professional and Enterprise only.'),
  size: z
    .string({ error: 'must be auto or WIDTHxHEIGHT, such as 1024x768' })
    .superRefine((size, context) => {
      const error = imageSizeFault(size);
      if (error !== undefined) context.addIssue(error);
    })
    .meta({ pattern: '^(auto|[1-9]\\d{0,4}x[1-9]\\d{0,4})$' })
    .default('auto')
    .describe(
      'Width and height in pixels, or auto: 1024x1024 where the model can. Any multiple of what the model works in, up to 4 megapixels.',
    ),
  quality: z
    .enum(openAiQualities, { error: `must be one of ${oneOf(openAiQualities)}` })
    .default('auto')
    .describe("How many steps are made: the model's default, half of it (low) or twice as many (high)."),
  background: z
    .enum(
      ['auto', 'opaque'],
      unless('transparent', 'cannot be transparent: no model here makes an alpha channel', 'must be auto or opaque'),
    )
    .default('auto')
    .describe('Always opaque.'),
  output_format: z
    .enum(openAiOutputFormats, { error: `must be one of ${oneOf(openAiOutputFormats)}` })
    .default('png')
    .describe('Format of the image file.'),
  output_compression: integer(0, 100)
    .optional()
    .describe('How closely a JPEG or WebP keeps the pixels, in percent; 92 and 90 where absent. A PNG keeps them all.'),
  moderation: z
    .enum(['auto'], unless('low', 'cannot be low: one policy holds for every request', 'must be auto'))
    .default('auto')
    .describe("The operator's policy."),
  response_format: z
    .enum(['b64_json', 'url'], { error: 'must be b64_json or url' })
    .default('b64_json')
    .describe('Whether the answer carries the image files or says where they are.'),
  stream: z
    .boolean({ error: 'must be true or false' })
    .default(false)
    .describe('Answer as server-sent events; one image, as b64_json.'),
  partial_images: integer(0, 3).default(0).describe('With stream: previews to send before the image, at most.'),
  user: plainText(maxUserLength)
    .optional()
    .describe("A name for your own user, of at most 256 characters; kept in the operator's log beside the generation."),
  style: z
    .never({ error: 'is not taken here: the prompt goes to the model as it is' })
    .optional()
    .describe('Refused: the prompt goes to the model as it is.'),
  seed: generateImageRequest.shape.seed,
  negative_prompt: generateImageRequest.shape.negative_prompt,
  guidance_scale: generateImageRequest.shape.guidance_scale
    .removeDefault()
    .optional()
    .describe("How closely the image follows the prompt; the model's own default where absent."),
  num_inference_steps: generateImageRequest.shape.num_inference_steps,
};

const combined = z.object(sharedFields);
type Combined = z.output<typeof combined>;

/** What is wrong only together. */
export function refuseCombinations(
  body: Combined,
  { addIssue }: { addIssue(issue: { code: 'custom'; path: string[]; message: string }): void },
): void {
  const refuse = (param: keyof Combined, message: string) => addIssue({ code: 'custom', path: [param], message });
  if (body.stream && body.n > 1) refuse('n', 'must be 1 with stream: a stream carries one image');
  if (body.quality !== 'auto' && body.num_inference_steps !== undefined) {
    refuse('quality', 'must be auto with num_inference_steps: both say how many steps are made');
  }
  if (body.output_format === 'png' && (body.output_compression ?? 100) < 100) {
    refuse('output_compression', 'must be 100 with output_format png, which keeps every pixel');
  }
  if (body.stream && body.response_format === 'url') {
    refuse('response_format', 'must be b64_json with stream: its events carry the image');
  }
  if (body.partial_images > 0 && !body.stream) refuse('partial_images', 'must be 0 without stream');
}

const prompt = generateImageRequest.shape.prompt;

/** The body of `POST /v1/images/generations`. */
export const openAiImageRequest = z
  .strictObject({ prompt, ...sharedFields })
  .superRefine((body, context) => refuseCombinations(body, context));

const imagesError = 'must be a file in the format png, webp, or jpeg';
const oneImageError = 'must be one file: no model here begins with several';
const maskError = 'must be a file in the format png';

/** The form of `POST /v1/images/edits`. */
export const openAiEditRequest = z
  .strictObject({
    image: z
      .array(z.file({ error: imagesError }).mime([...sourceImageTypes], { error: imagesError }), { error: imagesError })
      .min(1, { error: imagesError })
      .max(1, { error: oneImageError })
      .describe(
        'What is edited: a PNG, WebP or JPEG of at most 25 megapixels. It is cut to size; its transparency is white.',
      ),
    prompt,
    mask: z
      .file({ error: maskError })
      .mime(['image/png'], { error: maskError })
      .optional()
      .describe('A PNG of the same size as image, transparent where that is to be edited; all of it where absent.'),
    input_fidelity: z
      .never({ error: 'is not taken here: no model here has such a setting' })
      .optional()
      .describe('Refused: no model here has such a setting.'),
    ...sharedFields,
    strength: strength
      .optional()
      .describe('How much is made anew, from nearly nothing to all; 0.8 where absent, and 1 with a mask.'),
  })
  .superRefine((body, context) => refuseCombinations(body, context));

/** What a client may send. */
export type OpenAiImageRequest = z.input<typeof openAiImageRequest>;
/** What was asked for, defaults filled in. */
export type OpenAiImageParameters = z.output<typeof openAiImageRequest>;
export type OpenAiEditParameters = z.output<typeof openAiEditRequest>;
