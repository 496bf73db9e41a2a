import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * Adds what a settlement appended to the rollups. It has to be called when the balances are locked: whoever adds to the
 * rollups of an account and month holds the lock of that balance.
 */
const addToRollups = sql`
  create function add_to_rollups(p_changes jsonb) returns void language sql set enable_seqscan = off as $$
    insert into usage_rollups as rollup
      (account_id, grain, starts_at, key_id, style, size, model, images, given_back, requests)
    select account_id, grain, date_trunc(grain, accepted_at, 'UTC') as starts_at, key_id, style, size, model,
      sum(used), sum(given_back), count(*) filter (where used > 0)
    from jsonb_to_recordset(p_changes) as c(account_id text, accepted_at timestamptz, key_id text, style text, size text,
      model text, used bigint, given_back bigint)
    cross join (values ('hour'), ('day')) as grains(grain)
    where used > 0 or given_back > 0
    group by account_id, grain, starts_at, key_id, style, size, model
    order by account_id collate "C", grain, starts_at, key_id, style, size, model
    on conflict (account_id, grain, starts_at, key_id, style, size, model) do update set
      images = rollup.images + excluded.images,
      given_back = rollup.given_back + excluded.given_back,
      requests = rollup.requests + excluded.requests
  $$`;

/** The rollups of an account and month as the ledger has them. A request is a generation that used an image. */
const ledgerUsage = sql`
  create function ledger_usage(p_account text, p_month text) returns setof usage_rollups
  language sql stable set enable_seqscan = off as $$
    select account_id, grain, date_trunc(grain, accepted_at, 'UTC') as starts_at, key_id, style, size, model,
      coalesce(sum(images) filter (where kind = 'used'), 0)::bigint,
      coalesce(sum(images) filter (where kind = 'released'), 0)::bigint,
      count(distinct generation_id) filter (where kind = 'used')
    from ledger cross join (values ('hour'), ('day')) as grains(grain)
    where account_id = p_account and month = p_month and kind <> 'reserved'
    group by account_id, grain, starts_at, key_id, style, size, model
  $$`;

const storedUsage = sql`
  create function stored_usage(p_account text, p_month text) returns setof usage_rollups
  language sql stable set enable_seqscan = off as $$
    select * from usage_rollups
    where account_id = p_account and grain in ('hour', 'day')
      and starts_at >= to_date(p_month, 'YYYY-MM') at time zone 'UTC'
      and starts_at < (to_date(p_month, 'YYYY-MM') + interval '1 month') at time zone 'UTC'
  $$`;

/** Rollups of an account and month that say something else than the ledger. */
const wrongRollups = sql`
  create function wrong_rollups(p_account text, p_month text) returns bigint language sql stable as $$
    select count(*) from ledger_usage(p_account, p_month) l
    full join stored_usage(p_account, p_month) s using (account_id, grain, starts_at, key_id, style, size, model)
    where (l.images, l.given_back, l.requests) is distinct from (s.images, s.given_back, s.requests)
  $$`;

/** Computes the rollups of an account and month anew from the ledger, under the lock of the balance as rebuild_balance. */
const rebuildUsage = sql`
  create function rebuild_usage(
    p_account text, p_month text,
    out images_before bigint, out given_back_before bigint, out requests_before bigint,
    out images_after bigint, out given_back_after bigint, out requests_after bigint, out wrong bigint
  ) language plpgsql set enable_seqscan = off as $$
  begin
    insert into balances (account_id, month, reserved, used) values (p_account, p_month, 0, 0)
      on conflict (account_id, month) do nothing;
    perform from balances where account_id = p_account and month = p_month for update;
    wrong := wrong_rollups(p_account, p_month);
    select coalesce(sum(images), 0), coalesce(sum(given_back), 0), coalesce(sum(requests), 0)
      into images_before, given_back_before, requests_before
      from stored_usage(p_account, p_month) where grain = 'day';
    if wrong > 0 then
      delete from usage_rollups r using stored_usage(p_account, p_month) s
        where (r.account_id, r.grain, r.starts_at, r.key_id, r.style, r.size, r.model) =
          (s.account_id, s.grain, s.starts_at, s.key_id, s.style, s.size, s.model);
      insert into usage_rollups select * from ledger_usage(p_account, p_month);
    end if;
    select coalesce(sum(images), 0), coalesce(sum(given_back), 0), coalesce(sum(requests), 0)
      into images_after, given_back_after, requests_after
      from stored_usage(p_account, p_month) where grain = 'day';
  end $$`;

/** What was settled before there were rollups. */
const fillRollups = sql`select rebuild_usage(account_id, month) from balances`;

export const rollupFunctions: Migration = {
  async up(database: Kysely<unknown>): Promise<void> {
    for (const statement of [addToRollups, ledgerUsage, storedUsage, wrongRollups, rebuildUsage, fillRollups]) {
      await statement.execute(database);
    }
  },
};
