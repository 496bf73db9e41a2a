import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Deleted accounts of which everything is to go. The rows stay: nothing of these accounts is taken any more. */
export const accountRemovals: Migration = {
  async up(database: Kysely<unknown>): Promise<void> {
    await sql`
      create table account_removals (
        account_id text primary key,
        requested_at timestamptz not null default clock_timestamp(),
        removed jsonb not null default '{}',
        confirmed_at timestamptz
      )`.execute(database);
    await sql`create index account_removals_open on account_removals (requested_at) where confirmed_at is null`.execute(
      database,
    );
  },
};
