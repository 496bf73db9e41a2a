import type { Generated, Kysely } from 'kysely';

/** The service's own Postgres schema. */
export const schemaName = 'webhooks';

interface EventsTable {
  /** "evt_…": what makes a second delivery of the same event recognisable. */
  id: string;
  type: string;
  account_id: string;
  generation_id: string;
  occurred_at: Date;
  received_at: Generated<Date>;
}

export interface WebhooksSchema {
  events: EventsTable;
}

/** A connection pool that sees the service's own schema. */
export type Database = Kysely<WebhooksSchema>;
