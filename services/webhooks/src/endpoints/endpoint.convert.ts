import type { Endpoint } from '@imageai/contracts/webhooks';
import type { EndpointRow } from '../db/schema.js';

export const toEndpoint = (row: EndpointRow, rotationEndsAt: Date | undefined): Endpoint => ({
  id: row.id,
  accountId: row.account_id,
  url: row.url,
  eventTypes: row.event_types,
  disabled: row.disabled,
  disabledReason: row.disabled_reason,
  createdAt: row.created_at,
  description: row.description,
  disabledAt: row.disabled_at ?? undefined,
  failingSince: row.failing_since ?? undefined,
  rotationEndsAt,
});
