import {
  type DefaultWebhookSecret,
  isWebhookEventType,
  type WebhookAttempt,
  type WebhookDelivery,
  type WebhookDeliveryStatusName,
  type WebhookResource,
} from '@imageai/api';
import { type Attempt, type Delivery, DeliveryStatus, type Endpoint } from '@imageai/contracts/webhooks';
import { AppError } from '@imageai/errors';

const statuses: Readonly<Record<WebhookDeliveryStatusName, DeliveryStatus>> = {
  pending: DeliveryStatus.DELIVERY_STATUS_PENDING,
  delivered: DeliveryStatus.DELIVERY_STATUS_DELIVERED,
  failed: DeliveryStatus.DELIVERY_STATUS_FAILED,
};
const statusNames = new Map(
  Object.entries(statuses).map(([name, status]) => [status, name as WebhookDeliveryStatusName]),
);

export const toDeliveryStatus = (name: WebhookDeliveryStatusName): DeliveryStatus => statuses[name];

export const toWebhook = (endpoint: Endpoint | undefined): WebhookResource => {
  if (endpoint === undefined) throw incomplete('endpoint');
  return {
    id: endpoint.id,
    url: endpoint.url,
    description: endpoint.description,
    event_types: endpoint.eventTypes.filter(isWebhookEventType),
    disabled: endpoint.disabled,
    disabled_reason: endpoint.disabledReason || null,
    disabled_at: endpoint.disabledAt?.toISOString() ?? null,
    failing_since: endpoint.failingSince?.toISOString() ?? null,
    rotation_ends_at: endpoint.rotationEndsAt?.toISOString() ?? null,
    created_at: iso(endpoint.createdAt),
  };
};

export const toDefaultSecret = (shown: {
  readonly secret: string;
  readonly rotationEndsAt?: Date | undefined;
}): DefaultWebhookSecret => ({
  secret: shown.secret,
  rotation_ends_at: shown.rotationEndsAt?.toISOString() ?? null,
});

export const toDelivery = (delivery: Delivery | undefined): WebhookDelivery => {
  const status = delivery && statusNames.get(delivery.status);
  if (delivery === undefined || status === undefined) throw incomplete('delivery');
  return {
    id: delivery.id,
    webhook_id: delivery.endpointId || null,
    event_id: delivery.eventId,
    event_type: delivery.eventType,
    status,
    url: delivery.url,
    attempt_count: delivery.attempts,
    last_status_code: delivery.lastStatusCode || null,
    last_error: delivery.lastError || null,
    next_attempt_at: delivery.nextAttemptAt?.toISOString() ?? null,
    created_at: iso(delivery.createdAt),
    finished_at: delivery.finishedAt?.toISOString() ?? null,
  };
};

export const toAttempt = (attempt: Attempt): WebhookAttempt => ({
  number: attempt.number,
  started_at: iso(attempt.startedAt),
  duration_ms: attempt.durationMs,
  status_code: attempt.statusCode || null,
  error: attempt.error || null,
  response_body: attempt.responseBody,
});

function iso(date: Date | undefined): string {
  if (date === undefined) throw incomplete('time');
  return date.toISOString();
}

const incomplete = (what: string): AppError =>
  new AppError('internal_error', { cause: new Error(`webhooks sent no ${what}, or one that cannot be read`) });
