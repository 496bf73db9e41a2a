import { z } from 'zod';

/** The events that an endpoint, or a request with a `webhook_url`, can ask for. */
export const webhookEventTypes = [
  'generation.succeeded',
  'generation.failed',
  'generation.cancelled',
  'generation.expired',
  'quota.warning',
  'webhook.disabled',
] as const;

export type WebhookEventType = (typeof webhookEventTypes)[number];

export const isWebhookEventType = (text: string): text is WebhookEventType =>
  (webhookEventTypes as readonly string[]).includes(text);

/** In characters. */
export const maxWebhookUrlLength = 2048;

/**
 * Why a text cannot be a webhook's URL, as the end of a sentence that begins with its parameter's name
 * ("must not contain a user name or password"); undefined where it can. Where the URL leads is not looked at: that is
 * decided at each connection.
 */
export function webhookUrlFault(text: string): string | undefined {
  if (text.length > maxWebhookUrlLength) return `must have at most ${maxWebhookUrlLength} characters`;
  // The parser would take these out of the middle in silence.
  const url = /[\s\p{Cc}\p{Cs}]/u.test(text) ? null : URL.parse(text);
  if (url === null) return 'must be a URL such as https://example.com/webhooks';
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'must begin with https:// or http://';
  if (url.username !== '' || url.password !== '') return 'must not contain a user name or password';
  return undefined;
}

/** Where events are to be delivered; whether an address may be called is decided at each connection. */
export const webhookUrl = z
  .string({ error: 'must be a string' })
  .superRefine((text, context) => {
    const fault = webhookUrlFault(text);
    if (fault !== undefined) context.addIssue(fault);
  })
  .meta({ format: 'uri', maxLength: maxWebhookUrlLength, pattern: '^[hH][tT][tT][pP][sS]?://' });
