import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * The rollups of an account and month as the ledger has them. A request is a generation that used an image. All entries
 * of a generation have its hour of acceptance: so days are sums of hours, and the ledger is gone through once.
 */
const ledgerUsage = sql`
  create or replace function ledger_usage(p_account text, p_month text) returns setof usage_rollups
  language sql stable set enable_seqscan = off as $$
    with hours as materialized (
      select account_id, date_trunc('hour', accepted_at, 'UTC') as starts_at, key_id, style, size, model,
        coalesce(sum(images) filter (where kind = 'used'), 0)::bigint as images,
        coalesce(sum(images) filter (where kind = 'released'), 0)::bigint as given_back,
        count(distinct generation_id) filter (where kind = 'used') as requests
      from ledger
      where account_id = p_account and month = p_month and kind <> 'reserved'
      group by account_id, starts_at, key_id, style, size, model
    )
    select account_id, 'hour', starts_at, key_id, style, size, model, images, given_back, requests from hours
    union all
    select account_id, 'day', date_trunc('day', starts_at, 'UTC') as day, key_id, style, size, model,
      sum(images)::bigint, sum(given_back)::bigint, sum(requests)::bigint
    from hours
    group by account_id, day, key_id, style, size, model
  $$`;

/**
 * Computes the rollups of an account and month anew from the ledger. One statement sees both as they were at one moment,
 * so that what is right is found right without the lock of the balance; only what is wrong is written, under it.
 */
const rebuildUsage = sql`
  create or replace function rebuild_usage(
    p_account text, p_month text,
    out images_before bigint, out given_back_before bigint, out requests_before bigint,
    out images_after bigint, out given_back_after bigint, out requests_after bigint, out wrong bigint
  ) language plpgsql set enable_seqscan = off as $$
  begin
    wrong := wrong_rollups(p_account, p_month);
    if wrong > 0 then
      insert into balances (account_id, month, reserved, used) values (p_account, p_month, 0, 0)
        on conflict (account_id, month) do nothing;
      perform from balances where account_id = p_account and month = p_month for update;
    end if;
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

/** A rebuild holds the balance of the account for less long, and not at all where nothing is wrong. */
export const shorterRebuild: Migration = {
  async up(database: Kysely<unknown>): Promise<void> {
    await ledgerUsage.execute(database);
    await rebuildUsage.execute(database);
  },
};
