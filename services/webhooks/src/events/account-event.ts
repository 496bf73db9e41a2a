import type { WebhookEventType, webhookTestEventType } from '@imageai/api';

/** What happened in an account, as webhooks tell it. */
export interface AccountEvent {
  /** "evt_…"; the same event may come twice. */
  readonly id: string;
  readonly type: WebhookEventType | typeof webhookTestEventType;
  readonly accountId: string;
  /** Empty: it is not about a generation. */
  readonly generationId: string;
  readonly occurredAt: Date;
  /** `data` of the body. */
  readonly data: object;
  /** Where the request behind it wants it too. */
  readonly requestUrl?: string;
}

/** The body of every try of every delivery of the event. */
export const bodyOf = ({ type, occurredAt, data }: AccountEvent): string =>
  JSON.stringify({ type, timestamp: occurredAt.toISOString(), data });
