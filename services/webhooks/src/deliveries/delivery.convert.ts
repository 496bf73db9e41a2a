import { type Attempt, type Delivery, DeliveryStatus } from '@imageai/contracts/webhooks';
import type { AttemptRow, DeliveryRow, DeliveryState } from '../db/schema.js';

const statuses: Readonly<Record<DeliveryState, DeliveryStatus>> = {
  pending: DeliveryStatus.DELIVERY_STATUS_PENDING,
  delivered: DeliveryStatus.DELIVERY_STATUS_DELIVERED,
  failed: DeliveryStatus.DELIVERY_STATUS_FAILED,
};

const states = new Map(Object.entries(statuses).map(([state, status]) => [status, state as DeliveryState]));

/** Undefined for a status that is none. */
export const toDeliveryState = (status: DeliveryStatus): DeliveryState | undefined => states.get(status);

export const toDelivery = (row: DeliveryRow): Delivery => ({
  id: row.id,
  endpointId: row.endpoint_id ?? '',
  eventType: row.event_type,
  status: statuses[row.status],
  attempts: row.attempts,
  lastStatusCode: row.last_status_code,
  // While somebody has it, `due_at` is the end of their lease.
  nextAttemptAt: row.lease === null ? (row.due_at ?? undefined) : undefined,
  createdAt: row.created_at,
  eventId: row.event_id,
  url: row.url,
  lastError: row.last_error,
  finishedAt: row.finished_at ?? undefined,
});

export const toAttempt = (row: AttemptRow): Attempt => ({
  number: row.number,
  startedAt: row.started_at,
  durationMs: row.duration_ms,
  statusCode: row.status_code,
  error: row.error,
  responseBody: row.response_body,
});
