import { z } from 'zod';
import { errorDetails, failedImage, imageObject } from './responses.js';
import { generationEventTypes, generationStatuses } from './vocabulary.js';
import { webhookTestEventType } from './webhook-delivery.js';
import { webhookResource } from './webhook-endpoint.js';

const timestamp = z.iso.datetime().describe('When it happened, in UTC.');

/** A generation as events tell of it: what became of it, with the URLs of its images and never their bytes. */
export const generationEventData = z
  .strictObject({
    id: z.string().describe('Names the generation.'),
    status: z.enum(generationStatuses),
    created_at: z.iso.datetime().nullable(),
    started_at: z.iso.datetime().nullable(),
    finished_at: z.iso.datetime().nullable(),
    expires_at: z.iso.datetime().nullable(),
    request_id: z.string().describe('The x-request-id of the request that made it.'),
    model: z.string(),
    system_fingerprint: z.string(),
    images: z.array(imageObject).describe('Every image that is stored, by index.'),
    failed: z.array(failedImage).describe('Every image that could not be made.'),
    error: errorDetails.nullable(),
  })
  .meta({ id: 'GenerationEventData' });

/** An endpoint as events tell of it. */
export const webhookEventData = webhookResource
  .pick({
    id: true,
    url: true,
    description: true,
    event_types: true,
    disabled: true,
    disabled_reason: true,
    created_at: true,
  })
  .meta({ id: 'WebhookEventData' });

export const generationEvent = z
  .strictObject({ type: z.enum(generationEventTypes), timestamp, data: generationEventData })
  .meta({ id: 'GenerationEvent' });

const endpointData = z.strictObject({ endpoint: webhookEventData });

export const webhookDisabledEvent = z
  .strictObject({ type: z.literal('webhook.disabled'), timestamp, data: endpointData })
  .meta({ id: 'WebhookDisabledEvent' });

export const webhookTestEvent = z
  .strictObject({ type: z.literal(webhookTestEventType), timestamp, data: endpointData })
  .meta({ id: 'WebhookTestEvent' });

/** How much of a month is used up. */
export const quotaWarningData = z
  .strictObject({
    month: z.string().describe('Of UTC: 2026-11.'),
    percent: z.union([z.literal(80), z.literal(100)]).describe('What was reached; each comes once a month.'),
    images_used: z.int().min(1).describe('When it was reached.'),
    images_per_month: z.int().min(1).describe('What the account may make.'),
  })
  .meta({ id: 'QuotaWarningData' });

export const quotaWarningEvent = z
  .strictObject({ type: z.literal('quota.warning'), timestamp, data: quotaWarningData })
  .meta({ id: 'QuotaWarningEvent' });

/** The body of a delivery, by the type of its event. */
export const webhookEvents = {
  'generation.succeeded': { summary: 'At least one image is stored', body: generationEvent },
  'generation.failed': { summary: 'No image could be made', body: generationEvent },
  'generation.cancelled': { summary: 'It was cancelled', body: generationEvent },
  'generation.expired': { summary: 'Its deadline passed before all images were stored', body: generationEvent },
  'quota.warning': { summary: '80 or 100 % of the images of a month are used', body: quotaWarningEvent },
  'webhook.disabled': {
    summary: 'Another endpoint was disabled, because it failed for days or answered 410',
    body: webhookDisabledEvent,
  },
  'webhook.test': { summary: 'What an owner asked for', body: webhookTestEvent },
} as const;

export type GenerationEventData = z.output<typeof generationEventData>;
export type WebhookEventData = z.output<typeof webhookEventData>;
/** The body of any delivery. */
export type WebhookEvent = z.output<(typeof webhookEvents)[keyof typeof webhookEvents]['body']>;

/** The headers of a delivery, as Standard Webhooks names them. */
export const webhookHeaders = z.object({
  'webhook-id': z
    .string()
    .regex(/^msg_[0-9a-z]+$/)
    .describe('Names the delivery: the same on every try, so that it can be counted once.'),
  'webhook-timestamp': z.string().regex(/^\d+$/).describe('Of this try, in seconds since 1970.'),
  'webhook-signature': z
    .string()
    .describe(
      '`v1,` and base64 of the HMAC-SHA256 of `{webhook-id}.{webhook-timestamp}.{body}`; several, separated by spaces, while a secret is rotated.',
    ),
});
export type QuotaWarningData = z.output<typeof quotaWarningData>;
