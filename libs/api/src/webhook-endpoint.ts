import { z } from 'zod';
import { integer } from './generate-image-request.js';
import { webhookEventTypes, webhookUrl } from './webhooks.js';

/** In seconds. */
export const maxOverlap = 7 * 24 * 60 * 60;
export const defaultOverlap = 24 * 60 * 60;
/** In UTF-16 units, as they are stored. */
export const maxDescriptionLength = 500;

const typesError = `must be a list of ${webhookEventTypes.join(', ')}`;
const descriptionError = `must have at most ${maxDescriptionLength} characters, and no control characters`;

const url = webhookUrl.describe('Where events are POSTed: http or https, without a user name or password.');

const eventTypes = z
  .array(z.enum(webhookEventTypes, { error: typesError }), { error: typesError })
  .max(webhookEventTypes.length, { error: typesError })
  .describe('Which events are delivered; all where empty.');

const description = z
  .string({ error: 'must be a string' })
  .max(maxDescriptionLength, { error: descriptionError })
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, { error: descriptionError })
  .describe("Its owner's words.");

const disabled = z.boolean({ error: 'must be true or false' });

/** The body of `POST /api/webhooks`. */
export const createWebhook = z
  .strictObject({
    url,
    event_types: eventTypes.default([]),
    description: description.default(''),
  })
  .meta({ id: 'CreateWebhook' });

/** The body of `PATCH /api/webhooks/{id}`: what is not sent stays. */
export const updateWebhook = z
  .strictObject({
    url: url.optional(),
    event_types: eventTypes.optional(),
    description: description.optional(),
    disabled: disabled
      .optional()
      .describe('While it is, nothing is delivered. Enabling forgets since when deliveries failed.'),
  })
  .meta({ id: 'UpdateWebhook' });

/** The body of a rotation, which may be left out. */
export const rotateWebhookSecret = z
  .strictObject({
    overlap_seconds: integer(0, maxOverlap)
      .default(defaultOverlap)
      .describe('How long the secrets before go on signing beside the new one; 0: they end now.'),
  })
  .meta({ id: 'RotateWebhookSecret' });

/** Shown when a secret is made. */
const secret = z
  .string()
  .regex(/^whsec_[A-Za-z0-9+/]{43}=$/)
  .describe('Signs deliveries, as Standard Webhooks says: `whsec_` and base64 of 32 random bytes.');

const rotationEndsAt = z.iso
  .datetime()
  .nullable()
  .describe('Until when an older secret signs too; null: no rotation is under way.');

const webhookFields = {
  id: z
    .string()
    .regex(/^we_[0-9a-z]+$/)
    .describe('Names the endpoint.'),
  url: z.string().describe('Where events are POSTed.'),
  description: z.string().describe("Its owner's words."),
  event_types: z.array(z.enum(webhookEventTypes)).describe('Which events are delivered; all where empty.'),
  disabled: z.boolean().describe('Nothing is delivered while it is.'),
  disabled_reason: z
    .string()
    .nullable()
    .describe('Why the platform disabled it; null: its owner did, or it is enabled.'),
  disabled_at: z.iso.datetime().nullable(),
  failing_since: z.iso
    .datetime()
    .nullable()
    .describe('Since when every delivery failed; an endpoint that fails for days is disabled.'),
  rotation_ends_at: rotationEndsAt,
  created_at: z.iso.datetime(),
};

/** Where an account's events are delivered. */
export const webhookResource = z.strictObject(webhookFields).meta({ id: 'Webhook' });

/** The same with its secret, which is shown when it is made and never again. */
export const webhookWithSecret = z.strictObject({ ...webhookFields, secret }).meta({ id: 'WebhookWithSecret' });

/** The answer of `GET /api/webhooks`, newest first: an account has few, so that one page holds all. */
export const webhookList = z.strictObject({ data: z.array(webhookResource) }).meta({ id: 'WebhookList' });

/** The account's secret for URLs that single requests name as `webhook_url`. */
export const defaultWebhookSecret = z
  .strictObject({ secret, rotation_ends_at: rotationEndsAt })
  .meta({ id: 'DefaultWebhookSecret' });

export type CreateWebhookRequest = z.input<typeof createWebhook>;
export type CreateWebhookParameters = z.output<typeof createWebhook>;
export type UpdateWebhookRequest = z.input<typeof updateWebhook>;
export type UpdateWebhookParameters = z.output<typeof updateWebhook>;
export type RotateWebhookSecretRequest = z.input<typeof rotateWebhookSecret>;
export type RotateWebhookSecretParameters = z.output<typeof rotateWebhookSecret>;
export type WebhookResource = z.output<typeof webhookResource>;
export type WebhookWithSecret = z.output<typeof webhookWithSecret>;
export type WebhookList = z.output<typeof webhookList>;
export type DefaultWebhookSecret = z.output<typeof defaultWebhookSecret>;
