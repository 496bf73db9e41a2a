import type { IdempotencyKeysTable } from '@imageai/db';
import type { Generated, Kysely, Selectable } from 'kysely';

/** The service's own Postgres schema. */
export const schemaName = 'webhooks';

interface EventsTable {
  /** "evt_…": what makes a second delivery of the same event recognisable. */
  id: string;
  type: string;
  account_id: string;
  /** Empty: it is not about a generation. */
  generation_id: string;
  occurred_at: Date;
  received_at: Date;
  /** What is sent, JSON, the same on every try; null: nobody wanted the event. */
  body: string | null;
}

interface EndpointsTable {
  id: string;
  account_id: string;
  url: string;
  description: string;
  /** Empty: all. */
  event_types: string[];
  disabled: Generated<boolean>;
  /** The platform's reason; empty where its owner disabled it. */
  disabled_reason: Generated<string>;
  disabled_at: Date | null;
  /** Since when no try succeeded; null: the last one did. */
  failing_since: Date | null;
  created_at: Date;
}

interface SecretsTable {
  id: Generated<number>;
  /** An endpoint, or an account for its default secret. */
  owner_id: string;
  /** Which of SECRET_KEYS it is sealed with. */
  key_name: string;
  sealed: Buffer;
  created_at: Date;
  /** Null: the newest one. */
  expires_at: Date | null;
}

export type DeliveryState = 'pending' | 'delivered' | 'failed';

interface DeliveriesTable {
  id: string;
  event_id: string;
  account_id: string;
  event_type: string;
  /** Null: to the URL that a request named. */
  endpoint_id: string | null;
  /** What shares a bound of tries at once: the endpoint, or the account for URLs of its requests. */
  target: string;
  url: string;
  status: Generated<DeliveryState>;
  /** Which of the waits the next try stands at the end of. */
  step: Generated<number>;
  /** From when anybody may take it: the end of its wait, or of the lease of who took it. Null: it is over. */
  due_at: Date | null;
  /** Who has it; only they may say what came of it. */
  lease: string | null;
  attempts: Generated<number>;
  last_status_code: Generated<number>;
  last_error: Generated<string>;
  created_at: Date;
  finished_at: Date | null;
}

interface AttemptsTable {
  delivery_id: string;
  number: number;
  started_at: Date;
  duration_ms: number;
  status_code: number;
  error: string;
  response_body: string;
}

/** A deleted account of which everything is to go. */
interface AccountRemovalTable {
  account_id: string;
  requested_at: Generated<Date>;
  /** How much of what is gone. */
  removed: Generated<Record<string, number>>;
  /** When auth was told that nothing is left. */
  confirmed_at: Date | null;
}

export interface WebhooksSchema {
  account_removals: AccountRemovalTable;
  events: EventsTable;
  endpoints: EndpointsTable;
  idempotency_keys: IdempotencyKeysTable;
  secrets: SecretsTable;
  deliveries: DeliveriesTable;
  attempts: AttemptsTable;
}

export type EndpointRow = Selectable<EndpointsTable>;
export type SecretRow = Selectable<SecretsTable>;
export type DeliveryRow = Selectable<DeliveriesTable>;
export type AttemptRow = Selectable<AttemptsTable>;

/** A connection pool that sees the service's own schema. */
export type Database = Kysely<WebhooksSchema>;
