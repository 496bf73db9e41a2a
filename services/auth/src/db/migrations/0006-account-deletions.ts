import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Its own outbox: a row is to be published when its time has come, until everybody has confirmed. */
const deletions = sql`
  create table account_deletions (
    account_id text primary key references accounts (id),
    event_id text not null unique,
    deleted_at timestamptz not null default now(),
    publications integer not null default 0,
    next_publication_at timestamptz default now()
  )`;

const confirmations = sql`
  create table deletion_confirmations (
    account_id text not null references account_deletions (account_id),
    service text not null,
    confirmed_at timestamptz not null default now(),
    removed jsonb not null,
    primary key (account_id, service)
  )`;

export const accountDeletions: Migration = {
  async up(database: Kysely<unknown>): Promise<void> {
    for (const statement of [deletions, confirmations]) await statement.execute(database);
    await sql`create index account_deletions_due on account_deletions (next_publication_at)`.execute(database);
  },
};
