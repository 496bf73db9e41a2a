import { z } from 'zod';
import { openAiOutputFormats } from './openai-image-request.js';
import { failedImage } from './responses.js';

/** What an image took, in units that no model's tokenizer changes. They say how large it was, not what is charged. */
export const openAiUsage = z.strictObject({
  total_tokens: z.int().min(0).describe('Both of the following.'),
  input_tokens: z.int().min(0).describe('Of the prompts.'),
  output_tokens: z.int().min(0).describe('One for each 16 x 16 pixels, begun ones too, of every image made.'),
  input_tokens_details: z.strictObject({
    text_tokens: z
      .int()
      .min(0)
      .describe('One for each four characters, begun ones too, of prompt and negative_prompt.'),
    image_tokens: z.int().min(0).describe('One for each 16 x 16 pixels of image and mask, at the size that is made.'),
  }),
});

const description = {
  size: z
    .string()
    .regex(/^\d+x\d+$/)
    .describe('Width and height of the image in pixels.'),
  quality: z
    .enum(['low', 'medium', 'high', 'auto'])
    .describe('The quality that was made; auto where num_inference_steps said how many steps.'),
  background: z.literal('opaque'),
};
const outputFormat = z.enum(openAiOutputFormats);
const b64Json = z.base64();
const time = z.int().describe('Seconds since 1970.');

/** The answer of `POST /v1/images/generations` and of `POST /v1/images/edits`. */
export const openAiImagesResponse = z
  .strictObject({
    created: time,
    data: z
      .array(
        z.strictObject({
          b64_json: b64Json.optional().describe('The image file, where response_format is b64_json.'),
          url: z.url().optional().describe('Where the image file can be fetched, where response_format is url.'),
        }),
      )
      .describe('Every image that is stored, by index.'),
    output_format: outputFormat,
    ...description,
    usage: openAiUsage,
    system_fingerprint: z.string().describe('Names weights and runtime: equal ones promise equal bytes.'),
    failed: z.array(failedImage).optional().describe('Every image that could not be made; absent where all were.'),
  })
  .meta({ id: 'OpenAiImages' });

/** An event of a stream before the image is there. */
export const openAiPartialImageEvent = z.strictObject({
  type: z.enum(['image_generation.partial_image', 'image_edit.partial_image']),
  b64_json: b64Json.describe('A small preview.'),
  created_at: time,
  ...description,
  output_format: z.literal('jpeg').describe('Of the preview.'),
  partial_image_index: z.int().min(0).max(2),
});

/** The last event of a stream. */
export const openAiCompletedEvent = z.strictObject({
  type: z.enum(['image_generation.completed', 'image_edit.completed']),
  b64_json: b64Json.describe('The image file.'),
  created_at: time,
  ...description,
  output_format: outputFormat,
  usage: openAiUsage,
});

/** A model that requests can name. */
export const openAiModel = z
  .strictObject({
    id: z.string().describe('What requests send as model.'),
    object: z.literal('model'),
    created: time.describe('When it was last announced, in seconds since 1970.'),
    owned_by: z.string().describe('Who put it here.'),
    status: z.enum(['ready', 'unusable']),
    unusable_reason: z.string().nullable().describe('Why it cannot be used, in one sentence; null where it can.'),
    default: z.boolean().describe('Whether it makes the images of requests that name no model.'),
    pipeline: z.string().nullable().describe('How it works, as diffusers names it.'),
    features: z
      .array(z.string())
      .describe(
        'What can be asked of it: text-to-image, image-to-image, inpainting, negative-prompt, styles and so on.',
      ),
    defaults: z
      .strictObject({ num_inference_steps: z.int(), guidance_scale: z.number(), size: description.size })
      .nullable()
      .describe('What is made where a request says nothing.'),
    sizes: z
      .strictObject({
        multiple_of: z.int().describe('Width and height are multiples of it.'),
        max_pixels: z.int().describe('Largest width times height.'),
      })
      .nullable(),
    digest: z.string().nullable().describe('SHA-256 over its weights.'),
    system_fingerprint: z.string().nullable().describe('Names weights and runtime: equal ones promise equal bytes.'),
    licence: z.string().nullable(),
    source: z.string().nullable().describe('Where it comes from.'),
  })
  .meta({ id: 'OpenAiModel' });

/** The answer of `GET /v1/models`: the default first. */
export const openAiModelList = z
  .strictObject({ object: z.literal('list'), data: z.array(openAiModel) })
  .meta({ id: 'OpenAiModelList' });

export type OpenAiUsage = z.output<typeof openAiUsage>;
export type OpenAiImagesResponse = z.output<typeof openAiImagesResponse>;
export type OpenAiPartialImageEvent = z.output<typeof openAiPartialImageEvent>;
export type OpenAiCompletedEvent = z.output<typeof openAiCompletedEvent>;
export type OpenAiModel = z.output<typeof openAiModel>;
export type OpenAiModelList = z.output<typeof openAiModelList>;
