import { z } from 'zod';
import { pageQuery } from './page-query.js';
import { errorDetails, failedImage, imageObject } from './responses.js';
import { queryText } from './text.js';
import { generationEventTypes, generationStatuses, maxSeed, outputFormats, styles } from './vocabulary.js';

const generationId = z
  .string()
  .regex(/^gen_[0-9a-z]+$/)
  .describe('Names the generation.');

const links = {
  status_url: z.url().describe('Where it can be asked for.'),
  cancel_url: z.url().describe('Where a POST cancels it.'),
  events_url: z.url().describe('Where its events can be followed, as server-sent events.'),
};

const standing = {
  id: generationId,
  status: z.enum(generationStatuses).describe('The first terminal one (succeeded, failed, cancelled, expired) stands.'),
  created_at: z.iso.datetime().describe('When it was accepted, in UTC.'),
  queue_position: z.int().min(0).describe('Images ahead of its first one that nobody began; 0 unless queued.'),
};

/** The answer to a request whose work goes on: 202. */
export const acceptedGeneration = z.strictObject({ ...standing, ...links }).meta({ id: 'AcceptedGeneration' });

/** What was asked for, with every default filled in. */
export const generationParameters = z
  .strictObject({
    prompt: z.string().describe('As sent.'),
    style: z.enum(styles).nullable().describe('Null where the prompt goes to the model as it is.'),
    width: z.int(),
    height: z.int(),
    seed: z.int().min(0).max(maxSeed).describe('Of the first image.'),
    guidance_scale: z.number(),
    negative_prompt: z.string().nullable(),
    n: z.int().min(1).max(10),
    model: z.string(),
    num_inference_steps: z.int(),
    output_format: z.enum(outputFormats),
    retention_days: z.int(),
    private: z.boolean().describe('The files can be fetched by signed URLs alone, which expire.'),
    strength: z
      .number()
      .optional()
      .describe('Where the images begin with a picture: how much of it is made anew; absent otherwise.'),
  })
  .meta({ id: 'GenerationParameters' });

/** A generation: one request for n images and what became of it. */
export const generationResource = z
  .strictObject({
    ...standing,
    started_at: z.iso.datetime().nullable().describe('When its first image was begun.'),
    finished_at: z.iso.datetime().nullable().describe('When it reached a terminal state.'),
    expires_at: z.iso.datetime().describe('When it becomes expired, unless it ended before.'),
    estimated_start_at: z.iso
      .datetime()
      .nullable()
      .describe('When its first image is expected to be begun, by the speed measured so far; null unless queued.'),
    request_id: z.string().describe('The x-request-id of the request that made it.'),
    idempotency_key: z.string().nullable().describe('The Idempotency-Key of the request that made it.'),
    parameters: generationParameters,
    system_fingerprint: z.string().describe('Names weights and runtime: equal ones promise equal bytes.'),
    images: z.array(imageObject).describe('Every image that is stored, by index; more of them while it runs.'),
    failed: z.array(failedImage).describe('Every image that could not be made.'),
    error: errorDetails.nullable().describe('Why there is no image at all; null unless it failed or expired.'),
    webhook_url: z.string().nullable(),
    webhook_events: z.array(z.enum(generationEventTypes)).nullable().describe('Null: all of them.'),
    ...links,
  })
  .meta({ id: 'Generation' });

/** The answer of `GET /api/generations`, newest first. */
export const generationPage = z
  .strictObject({
    data: z.array(generationResource),
    has_more: z.boolean(),
    next_cursor: z.string().nullable().describe('Send it as cursor for the next page; null on the last.'),
  })
  .meta({ id: 'GenerationPage' });

/** The query of `GET /api/generations`. */
export const listGenerationsQuery = z.strictObject({
  ...pageQuery,
  request_id: queryText(128).optional().describe('Only what the request with this x-request-id made.'),
  idempotency_key: queryText(255).optional().describe('Only what was made under this Idempotency-Key.'),
  status: z
    .enum(generationStatuses, { error: `must be one of ${generationStatuses.join(', ')}` })
    .optional()
    .describe('Only what stands so.'),
});

export type AcceptedGeneration = z.output<typeof acceptedGeneration>;
export type GenerationResource = z.output<typeof generationResource>;
export type GenerationPage = z.output<typeof generationPage>;
export type ListGenerationsQuery = z.output<typeof listGenerationsQuery>;
