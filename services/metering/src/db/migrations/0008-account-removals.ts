import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

const statements = [
  sql`
  create table account_removals (
    account_id text primary key,
    requested_at timestamptz not null,
    ledger_entries bigint not null default 0,
    confirmed_at timestamptz
  )`,
  sql`create index account_removals_pending on account_removals (requested_at) where confirmed_at is null`,
  // Books keep their sums for as long as the law asks for them; who of an account made what is no sum.
  sql`
  create or replace function refuse_change() returns trigger language plpgsql as $$
  begin
    if tg_op = 'UPDATE' and current_setting('imageai.forgetting_keys', true) = 'on' then return null; end if;
    raise exception 'the ledger is append-only';
  end $$`,
  /*
   * Takes the keys of an account out of the books, and says how many generations of it are still to end: their entries
   * will come without a key. Locks in the order of settle: reservations, then balances.
   */
  sql`
  create function forget_keys(p_account text, out pending bigint) language plpgsql set enable_seqscan = off as $$
  declare
    entries bigint;
    with_key text[];
  begin
    select coalesce(array_agg(generation_id), '{}') into with_key from (
      select generation_id from reservations
        where account_id = p_account and admitted_at is not null and key_id <> ''
      union
      select generation_id from ledger where account_id = p_account and key_id <> '') generations;
    perform from reservations where generation_id = any (with_key) order by generation_id collate "C" for update;
    update reservations set key_id = '' where generation_id = any (with_key);
    perform from balances where account_id = p_account order by month for update;
    perform set_config('imageai.forgetting_keys', 'on', true);
    update ledger set key_id = '' where account_id = p_account and key_id <> '';
    get diagnostics entries = row_count;
    perform set_config('imageai.forgetting_keys', 'off', true);
    with gone as (
      delete from usage_rollups where account_id = p_account and key_id <> '' returning *
    )
    insert into usage_rollups as rollup
      (account_id, grain, starts_at, key_id, style, size, model, images, given_back, requests)
    select account_id, grain, starts_at, '', style, size, model, sum(images), sum(given_back), sum(requests)
    from gone group by account_id, grain, starts_at, style, size, model
    on conflict (account_id, grain, starts_at, key_id, style, size, model) do update set
      images = rollup.images + excluded.images,
      given_back = rollup.given_back + excluded.given_back,
      requests = rollup.requests + excluded.requests;
    delete from quota_warnings where account_id = p_account;
    update account_removals set ledger_entries = ledger_entries + entries where account_id = p_account;
    select count(*) into pending from reservations
      where account_id = p_account and admitted_at is not null and state in ('open', 'confirmed');
  end $$`,
];

export const accountRemovals: Migration = {
  async up(database: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(database);
  },
};
