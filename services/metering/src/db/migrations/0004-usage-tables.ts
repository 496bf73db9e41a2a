import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

const statements = [
  // What usage is grouped by. Of an entry that ends images, `accepted_at` is when their generation was accepted: the
  // hour that they are counted in, and so always within the month that they are charged to.
  sql`
  alter table ledger
    add column accepted_at timestamptz,
    add column style text not null default '',
    add column size text not null default '',
    add column model text not null default ''`,
  // Entries from before say when they were made alone; their reservations know when they were accepted.
  sql`alter table ledger disable trigger ledger_is_append_only`,
  sql`
  update ledger set accepted_at = coalesce(
    (select admitted_at from reservations where reservations.generation_id = ledger.generation_id),
    -- One that was never admitted was charged to the month of its creation, which may have ended before.
    least(created_at, (to_date(month, 'YYYY-MM') + interval '1 month - 1 s') at time zone 'UTC')
  ) where kind <> 'reserved'`,
  sql`alter table ledger enable trigger ledger_is_append_only`,
  sql`alter table ledger add check (kind = 'reserved' or accepted_at is not null)`,
  // Hours answer what happened lately, days what happened in a year: there are few rows to read either way.
  sql`
  create table usage_rollups (
    account_id text not null,
    grain text not null check (grain in ('hour', 'day')),
    starts_at timestamptz not null,
    key_id text not null,
    style text not null,
    size text not null,
    model text not null,
    images bigint not null check (images >= 0),
    given_back bigint not null check (given_back >= 0),
    requests bigint not null check (requests >= 0),
    primary key (account_id, grain, starts_at, key_id, style, size, model)
  ) with (fillfactor = 70)`,
];

export const usageTables: Migration = {
  async up(database: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(database);
  },
};
