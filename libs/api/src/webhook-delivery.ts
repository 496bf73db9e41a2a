import { z } from 'zod';
import { pageQuery } from './page-query.js';
import { queryText } from './text.js';
import { webhookEventTypes } from './webhooks.js';

/** Sent only when an owner asks for it, to one endpoint. */
export const webhookTestEventType = 'webhook.test';
export const webhookDeliveryStatuses = ['pending', 'delivered', 'failed'] as const;

/** Everything that can be delivered. */
export const deliveredEventTypes = [...webhookEventTypes, webhookTestEventType] as const;

const deliveryFields = {
  id: z
    .string()
    .regex(/^msg_[0-9a-z]+$/)
    .describe('Its `webhook-id`, the same on every try and every replay.'),
  webhook_id: z.string().nullable().describe('Its endpoint; null: it goes to the webhook_url of a request.'),
  event_id: z
    .string()
    .regex(/^evt_[0-9a-z]+$/)
    .describe('The event, which may have several deliveries.'),
  event_type: z.string().describe('What happened.'),
  status: z
    .enum(webhookDeliveryStatuses)
    .describe('pending: a try is under way or to come; delivered: a receiver answered 2xx; failed: no try is left.'),
  url: z.string().describe('Where the latest try went, or the first will go.'),
  attempt_count: z.int().min(0).describe('Tries so far, over all replays.'),
  last_status_code: z.int().nullable().describe('Of the latest answer; null: none came.'),
  last_error: z.string().nullable().describe('Why the latest try failed, or why no more is made.'),
  next_attempt_at: z.iso.datetime().nullable().describe('Null: none is to come, or one is under way.'),
  created_at: z.iso.datetime(),
  finished_at: z.iso.datetime().nullable().describe('When it was delivered or given up.'),
};

/** One event for one receiver. */
export const webhookDelivery = z.strictObject(deliveryFields).meta({ id: 'WebhookDelivery' });

/** One try of a delivery. */
export const webhookAttempt = z
  .strictObject({
    number: z.int().min(1).describe('From 1, over all replays.'),
    started_at: z.iso.datetime(),
    duration_ms: z.int().min(0),
    status_code: z.int().nullable().describe('Null: no answer came.'),
    error: z.string().nullable().describe('Null: it succeeded.'),
    response_body: z.string().describe("The beginning of the answer's body, as text."),
  })
  .meta({ id: 'WebhookAttempt' });

/** The same with its tries and what is sent. */
export const webhookDeliveryDetails = z
  .strictObject({
    ...deliveryFields,
    attempts: z.array(webhookAttempt).describe('By number.'),
    body: z.string().describe('What every try sends, byte for byte: JSON.'),
  })
  .meta({ id: 'WebhookDeliveryDetails' });

/** The answer of `GET /api/webhooks/deliveries`, newest first. */
export const webhookDeliveryPage = z
  .strictObject({
    data: z.array(webhookDelivery),
    has_more: z.boolean(),
    next_cursor: z.string().nullable().describe('Send it as cursor for the next page; null on the last.'),
  })
  .meta({ id: 'WebhookDeliveryPage' });

/** The query of `GET /api/webhooks/deliveries`. */
export const listWebhookDeliveries = z.strictObject({
  ...pageQuery,
  webhook_id: queryText(128).optional().describe('Only those to this endpoint.'),
  status: z
    .enum(webhookDeliveryStatuses, { error: `must be one of ${webhookDeliveryStatuses.join(', ')}` })
    .optional()
    .describe('Only those that stand so.'),
  event_type: z
    .enum(deliveredEventTypes, { error: `must be one of ${deliveredEventTypes.join(', ')}` })
    .optional()
    .describe('Only those of this type.'),
});

export type WebhookDelivery = z.output<typeof webhookDelivery>;
export type WebhookAttempt = z.output<typeof webhookAttempt>;
export type WebhookDeliveryDetails = z.output<typeof webhookDeliveryDetails>;
export type WebhookDeliveryPage = z.output<typeof webhookDeliveryPage>;
export type ListWebhookDeliveries = z.output<typeof listWebhookDeliveries>;
export type WebhookDeliveryStatusName = (typeof webhookDeliveryStatuses)[number];
