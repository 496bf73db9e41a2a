import { isWebhookEventType, type WebhookEventData } from '@imageai/api';
import type { EndpointRow } from '../db/schema.js';

/** An endpoint as the public API shows it, in the body of events that are about one. */
export const endpointResource = (row: EndpointRow): WebhookEventData => ({
  id: row.id,
  url: row.url,
  description: row.description,
  event_types: row.event_types.filter(isWebhookEventType),
  disabled: row.disabled,
  disabled_reason: row.disabled_reason || null,
  created_at: row.created_at.toISOString(),
});
