import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

export const events: Migration = {
  async up(database: Kysely<unknown>): Promise<void> {
    await sql`
      create table events (
        id text primary key,
        type text not null,
        account_id text not null,
        generation_id text not null,
        occurred_at timestamptz not null,
        received_at timestamptz not null default now()
      )`.execute(database);
    await sql`create index events_by_age on events (received_at)`.execute(database);
  },
};
