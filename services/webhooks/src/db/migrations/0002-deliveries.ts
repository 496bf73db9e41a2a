import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

export const deliveries: Migration = {
  async up(database: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(database);
  },
};

const statements = [
  // What is sent, byte for byte on every try; null: nobody wanted the event.
  `alter table events add column body text`,

  `create table endpoints (
    id text primary key,
    account_id text not null,
    url text not null,
    description text not null,
    event_types text[] not null,
    disabled boolean not null default false,
    disabled_reason text not null default '',
    disabled_at timestamptz,
    failing_since timestamptz,
    created_at timestamptz not null
  )`,
  `create index endpoints_by_account on endpoints (account_id)`,

  // Of an endpoint, or an account's default one. Those in force sign; only the newest has no end.
  `create table secrets (
    id bigint generated always as identity primary key,
    owner_id text not null,
    key_name text not null,
    sealed bytea not null,
    created_at timestamptz not null,
    expires_at timestamptz
  )`,
  `create index secrets_by_owner on secrets (owner_id)`,
  `create unique index one_newest_secret on secrets (owner_id) where expires_at is null`,

  `create table deliveries (
    id text primary key,
    event_id text not null references events on delete cascade,
    account_id text not null,
    event_type text not null,
    endpoint_id text,
    target text not null,
    url text not null,
    status text not null default 'pending' check (status in ('pending', 'delivered', 'failed')),
    step integer not null default 0,
    due_at timestamptz,
    lease uuid,
    attempts integer not null default 0,
    last_status_code integer not null default 0,
    last_error text not null default '',
    created_at timestamptz not null,
    finished_at timestamptz,
    check ((status = 'pending') = (due_at is not null))
  ) with (fillfactor = 80)`,
  `create index deliveries_by_account on deliveries (account_id, id)`,
  `create index deliveries_by_endpoint on deliveries (endpoint_id, id) where endpoint_id is not null`,
  `create index deliveries_by_event on deliveries (event_id)`,
  `create index failed_deliveries on deliveries (account_id, id) where status = 'failed'`,
  // What the engine looks at: of each target the one that is due first.
  `create index pending_deliveries on deliveries (target, due_at) where status = 'pending'`,

  `create table attempts (
    delivery_id text not null references deliveries on delete cascade,
    number integer not null,
    started_at timestamptz not null,
    duration_ms integer not null,
    status_code integer not null,
    error text not null,
    response_body text not null,
    primary key (delivery_id, number)
  )`,
];
