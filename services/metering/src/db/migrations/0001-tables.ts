import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

const statements = [
  sql`
  create table reservations (
    generation_id text primary key,
    account_id text not null,
    key_id text not null,
    images integer not null check (images >= 0),
    month text not null,
    admitted_at timestamptz,
    seq bigint not null,
    state text not null check (state in ('open', 'confirmed', 'settled', 'abandoned')),
    closed_at timestamptz
  )`,
  // The minute: its first and last admission are one look-up each.
  sql`create index reservations_window on reservations (account_id, admitted_at, seq) where admitted_at is not null`,
  // What the sweeper looks through: few rows, whatever the size of the table.
  sql`create index reservations_open on reservations (admitted_at) where state = 'open'`,
  sql`create index reservations_without_images on reservations (admitted_at) where images = 0`,
  sql`
  create table balances (
    account_id text not null,
    month text not null,
    reserved bigint not null check (reserved >= 0),
    used bigint not null check (used >= 0),
    primary key (account_id, month)
  ) with (fillfactor = 50)`,
  sql`
  create table ledger (
    id bigint generated always as identity,
    account_id text not null,
    month text not null,
    kind text not null check (kind in ('reserved', 'used', 'released')),
    images integer not null check (images > 0),
    generation_id text not null,
    image_id text not null,
    key_id text not null,
    reason text not null,
    created_at timestamptz not null,
    primary key (account_id, month, id)
  )`,
  // One reservation a generation; one end, used or released, an image: whatever is repeated.
  sql`create unique index ledger_once on ledger (generation_id, image_id, (kind = 'reserved'))`,
  sql`
  create function refuse_change() returns trigger language plpgsql as $$
  begin
    raise exception 'the ledger is append-only';
  end $$`,
  sql`
  create trigger ledger_is_append_only before update or delete or truncate on ledger
    for each statement execute function refuse_change()`,
];

export const tables: Migration = {
  async up(database: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(database);
  },
};
