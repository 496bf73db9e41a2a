import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * What keys with a month of their own have reserved or used in it. All admissions of an account come one after the other,
 * so that what is read of its keys there is what is true.
 */
const table = sql`
  create table key_balances (
    account_id text not null,
    month text not null,
    key_id text not null,
    images bigint not null,
    primary key (account_id, month, key_id)
  ) with (fillfactor = 50)`;

/** Counted in the account's own minute, which bounds what there is to count. */
const keyIsFull = sql`
  create function key_is_full(p_account text, p_key text, p_per_minute bigint, p_at timestamptz) returns boolean
  language sql stable set enable_seqscan = off as $$
    select p_per_minute is not null and (
      select count(*) from reservations
      where account_id = p_account and key_id = p_key and admitted_at >= p_at - interval '60 s') >= p_per_minute
  $$`;

/** Until the admission leaves the window whose end frees one. */
const keyRetryAfterMs = sql`
  create function key_retry_after_ms(p_account text, p_key text, p_per_minute bigint, p_at timestamptz) returns bigint
  language sql stable set enable_seqscan = off as $$
    select floor(date_part('epoch', admitted_at + interval '60 s' - p_at) * 1000)::bigint + 1 from reservations
    where account_id = p_account and key_id = p_key and admitted_at >= p_at - interval '60 s'
    order by admitted_at desc, seq desc offset greatest(p_per_minute, 1) - 1 limit 1
  $$`;

/** By the ledger: what it was given a reservation for, and did not give back. */
const keyImagesByLedger = sql`
  create function key_images_by_ledger(p_account text, p_month text, p_key text) returns bigint
  language sql stable set enable_seqscan = off as $$
    select coalesce(sum(case kind when 'reserved' then images when 'released' then -images else 0 end), 0)::bigint
    from ledger where account_id = p_account and month = p_month and key_id = p_key
  $$`;

/** A key that was never counted in this month has what the ledger says. */
const keyImagesOf = sql`
  create function key_images_of(p_account text, p_month text, p_key text) returns bigint
  language sql stable set enable_seqscan = off as $$
    select coalesce(
      (select images from key_balances where account_id = p_account and month = p_month and key_id = p_key),
      key_images_by_ledger(p_account, p_month, p_key))
  $$`;

/** After the entry of the ledger, which the first count of a month sees. */
const takeKeyImages = sql`
  create function take_key_images(p_account text, p_month text, p_key text, p_images bigint) returns void
  language plpgsql set enable_seqscan = off as $$
  begin
    update key_balances set images = images + p_images
      where account_id = p_account and month = p_month and key_id = p_key;
    if not found then
      insert into key_balances (account_id, month, key_id, images)
        values (p_account, p_month, p_key, key_images_by_ledger(p_account, p_month, p_key));
    end if;
  end $$`;

/** As in 0002, and holds keys to limits of their own. */
const admit = sql`
  create or replace function admit(p_requests jsonb, p_now timestamptz)
  returns table (
    place integer, outcome text, reserved_at timestamptz, requests_remaining bigint, reset_ms bigint,
    retry_after_ms bigint, images_remaining bigint, month_ends_at timestamptz
  ) language plpgsql set enable_seqscan = off as $$
  declare
    request record;
    existing record;
    status record;
    key_retry_ms bigint;
  begin
    for request in
      select * from jsonb_to_recordset(p_requests) as r(
        place integer, account_id text, key_id text, generation_id text, images integer, per_minute bigint, per_month bigint,
        key_per_minute bigint, key_per_month bigint
      ) order by r.account_id collate "C", r.place
    loop
      perform pg_advisory_xact_lock(hashtextextended('imageai.metering.admit:' || request.account_id, 0));
      status := limit_status(request.account_id, request.per_minute, request.per_month, p_now);
      select r.account_id, r.admitted_at into existing from reservations r where r.generation_id = request.generation_id;
      reserved_at := existing.admitted_at;
      key_retry_ms := null;
      if found then
        outcome := case when existing.account_id = request.account_id and existing.admitted_at is not null
          then 'admitted' else 'conflict' end;
      elsif status.requests_remaining = 0 then
        outcome := 'minute';
      elsif key_is_full(request.account_id, request.key_id, request.key_per_minute, status.at) then
        outcome := 'key_minute';
        key_retry_ms := key_retry_after_ms(request.account_id, request.key_id, request.key_per_minute, status.at);
      elsif request.images > 0 and request.key_per_month is not null and request.images + key_images_of(
        request.account_id, status.current_month, request.key_id) > request.key_per_month then
        outcome := 'key_month';
      elsif request.images > 0 and not reserve_images(
        request.account_id, status.current_month, request.images, request.per_month) then
        outcome := 'month';
      else
        outcome := 'admitted';
        reserved_at := status.at;
        insert into reservations (generation_id, account_id, key_id, images, month, admitted_at, seq, state)
          values (request.generation_id, request.account_id, request.key_id, request.images, status.current_month,
            status.at, status.last_seq + 1, case when request.images > 0 then 'open' else 'settled' end);
        if request.images > 0 then
          insert into ledger (account_id, month, kind, images, generation_id, image_id, key_id, reason, created_at)
            values (request.account_id, status.current_month, 'reserved', request.images, request.generation_id, '',
              request.key_id, '', status.at);
          if request.key_per_month is not null then
            perform take_key_images(request.account_id, status.current_month, request.key_id, request.images);
          end if;
        end if;
        if status.requests_remaining = 1 then
          -- The last one of the minute: when the next is free has to be looked up.
          status := limit_status(request.account_id, request.per_minute, request.per_month, status.at);
        else
          status.requests_remaining := status.requests_remaining - 1;
          status.reset_ms := 60001;
          status.images_remaining := greatest(status.images_remaining - request.images, 0);
        end if;
      end if;
      place := request.place;
      requests_remaining := status.requests_remaining;
      reset_ms := status.reset_ms;
      retry_after_ms := coalesce(key_retry_ms, status.retry_after_ms);
      images_remaining := status.images_remaining;
      month_ends_at := status.month_ends_at;
      return next;
    end loop;
  end $$`;

/** As in 0003, and gives keys back what was given back. Locks: balances, then those of keys. */
const addToBalances = sql`
  create or replace function add_to_balances(p_changes jsonb) returns void
  language plpgsql set enable_seqscan = off as $$
  declare
    change record;
  begin
    for change in
      select account_id, month, sum(reserved)::bigint as reserved, sum(used)::bigint as used
      from jsonb_to_recordset(p_changes) as c(account_id text, month text, reserved bigint, used bigint)
      group by account_id, month order by account_id collate "C", month
    loop
      update balances set reserved = reserved + change.reserved, used = used + change.used
        where account_id = change.account_id and month = change.month;
      if not found then
        insert into balances (account_id, month, reserved, used)
          values (change.account_id, change.month, change.reserved, change.used)
          on conflict (account_id, month) do update
          set reserved = balances.reserved + excluded.reserved, used = balances.used + excluded.used;
      end if;
    end loop;
    for change in
      select account_id, month, key_id, sum(reserved + used)::bigint as images
      from jsonb_to_recordset(p_changes) as c(account_id text, month text, key_id text, reserved bigint, used bigint)
      group by account_id, month, key_id having sum(reserved + used) <> 0
      order by account_id collate "C", month, key_id collate "C"
    loop
      update key_balances set images = images + change.images
        where account_id = change.account_id and month = change.month and key_id = change.key_id;
    end loop;
  end $$`;

/** As in 0003, and of keys too. */
const rebuildBalance = sql`
  create or replace function rebuild_balance(
    p_account text, p_month text,
    out reserved_before bigint, out used_before bigint, out reserved_after bigint, out used_after bigint
  ) language plpgsql set enable_seqscan = off as $$
  begin
    insert into balances (account_id, month, reserved, used) values (p_account, p_month, 0, 0)
      on conflict (account_id, month) do nothing;
    select reserved, used into reserved_before, used_before from balances
      where account_id = p_account and month = p_month for update;
    select coalesce(sum(case when kind = 'reserved' then images else -images end), 0),
      coalesce(sum(images) filter (where kind = 'used'), 0)
    into reserved_after, used_after from ledger where account_id = p_account and month = p_month;
    update balances set reserved = reserved_after, used = used_after
      where account_id = p_account and month = p_month
        and (reserved, used) is distinct from (reserved_after, used_after);
    update key_balances set images = key_images_by_ledger(account_id, month, key_id)
      where account_id = p_account and month = p_month
        and images is distinct from key_images_by_ledger(account_id, month, key_id);
  end $$`;

/** Keys of deleted accounts go from here too, when they go from the books. */
const forgetWithRemoval = sql`
  create function forget_key_balances() returns trigger language plpgsql as $$
  begin
    delete from key_balances where account_id = new.account_id;
    return null;
  end $$`;

const forgetTrigger = sql`
  create trigger account_removals_forget_key_balances after insert or update on account_removals
    for each row execute function forget_key_balances()`;

const statements = [
  table,
  keyIsFull,
  keyRetryAfterMs,
  keyImagesByLedger,
  keyImagesOf,
  takeKeyImages,
  admit,
  addToBalances,
  rebuildBalance,
  forgetWithRemoval,
  forgetTrigger,
];

export const keyLimits: Migration = {
  async up(database: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(database);
  },
};
