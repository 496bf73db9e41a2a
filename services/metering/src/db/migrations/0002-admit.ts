import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * What is left of an account's limits now, and what time "now" is: the clock given or the database's own, and never
 * before the account's newest admission, so that a clock which is set back frees nothing early.
 *
 * An admission counts for 60 seconds and the instant after them, so that no closed span of 60 seconds holds more than
 * the limit. Admissions are numbered, so the window is counted by its two ends. The admission whose end frees a request
 * is looked for from the nearer end of the window: they differ only where a limit was lowered.
 *
 * `enable_seqscan = off`: plans are cached while tables are small, and must not stay so when they have grown.
 */
const limitStatus = sql`
  create function limit_status(
    p_account text, p_per_minute bigint, p_per_month bigint, p_now timestamptz,
    out at timestamptz, out current_month text, out taken bigint, out last_seq bigint, out requests_remaining bigint,
    out reset_ms bigint, out retry_after_ms bigint, out images_remaining bigint, out month_ends_at timestamptz
  ) language plpgsql set enable_seqscan = off as $$
  declare
    newest timestamptz;
    first_seq bigint;
    frees timestamptz;
  begin
    select admitted_at, seq into newest, last_seq from reservations
      where account_id = p_account and admitted_at is not null order by admitted_at desc, seq desc limit 1;
    at := greatest(coalesce(p_now, clock_timestamp()), newest);
    last_seq := coalesce(last_seq, 0);
    taken := 0;
    reset_ms := 0;
    retry_after_ms := 0;
    if newest >= at - interval '60 s' then
      select seq into first_seq from reservations
        where account_id = p_account and admitted_at >= at - interval '60 s' order by admitted_at, seq limit 1;
      taken := last_seq - first_seq + 1;
      reset_ms := floor(date_part('epoch', newest + interval '60 s' - at) * 1000) + 1;
    end if;
    requests_remaining := greatest(p_per_minute - taken, 0);
    if requests_remaining = 0 then
      if taken <= 2 * p_per_minute then
        select admitted_at into frees from reservations
          where account_id = p_account and admitted_at >= at - interval '60 s'
          order by admitted_at, seq offset taken - p_per_minute limit 1;
      else
        select admitted_at into frees from reservations
          where account_id = p_account and admitted_at >= at - interval '60 s'
          order by admitted_at desc, seq desc offset p_per_minute - 1 limit 1;
      end if;
      retry_after_ms := floor(date_part('epoch', frees + interval '60 s' - at) * 1000) + 1;
    end if;
    current_month := to_char(at at time zone 'UTC', 'YYYY-MM');
    select greatest(p_per_month - reserved - used, 0) into images_remaining from balances
      where account_id = p_account and month = current_month;
    images_remaining := coalesce(images_remaining, p_per_month);
    month_ends_at := (date_trunc('month', at at time zone 'UTC') + interval '1 month') at time zone 'UTC';
  end $$`;

/**
 * Reserves images of a month, or returns false. The condition stands in the UPDATE, so that it is judged on the row as
 * it is when its lock is held; a refusal writes nothing.
 */
const reserveImages = sql`
  create function reserve_images(p_account text, p_month text, p_images bigint, p_per_month bigint) returns boolean
  language plpgsql set enable_seqscan = off as $$
  begin
    update balances set reserved = reserved + p_images
      where account_id = p_account and month = p_month and reserved + used + p_images <= p_per_month;
    if found then return true; end if;
    if p_images > p_per_month then return false; end if;
    if exists (select from balances where account_id = p_account and month = p_month) then return false; end if;
    insert into balances (account_id, month, reserved, used) values (p_account, p_month, p_images, 0)
      on conflict (account_id, month) do update set reserved = balances.reserved + p_images
      where balances.reserved + balances.used + p_images <= p_per_month;
    return found;
  end $$`;

/**
 * Admits a batch of requests, each as if it came alone, in one transaction.
 *
 * An advisory lock per account makes its admissions one after the other, over all replicas. Unlike a lock on a row it
 * writes nothing, so that a refusal leaves no trace in the tables or the log, and needs no fsync. Accounts are taken in
 * order, so that two batches never wait for each other. The clock is read once the lock is held.
 */
const admit = sql`
  create function admit(p_requests jsonb, p_now timestamptz)
  returns table (
    place integer, outcome text, reserved_at timestamptz, requests_remaining bigint, reset_ms bigint,
    retry_after_ms bigint, images_remaining bigint, month_ends_at timestamptz
  ) language plpgsql set enable_seqscan = off as $$
  declare
    request record;
    existing record;
    status record;
  begin
    for request in
      select * from jsonb_to_recordset(p_requests) as r(
        place integer, account_id text, key_id text, generation_id text, images integer, per_minute bigint, per_month bigint
      ) order by r.account_id collate "C", r.place
    loop
      perform pg_advisory_xact_lock(hashtextextended('imageai.metering.admit:' || request.account_id, 0));
      status := limit_status(request.account_id, request.per_minute, request.per_month, p_now);
      select r.account_id, r.admitted_at into existing from reservations r where r.generation_id = request.generation_id;
      reserved_at := existing.admitted_at;
      if found then
        outcome := case when existing.account_id = request.account_id and existing.admitted_at is not null
          then 'admitted' else 'conflict' end;
      elsif status.requests_remaining = 0 then
        outcome := 'minute';
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
      retry_after_ms := status.retry_after_ms;
      images_remaining := status.images_remaining;
      month_ends_at := status.month_ends_at;
      return next;
    end loop;
  end $$`;

export const admitFunctions: Migration = {
  async up(database: Kysely<unknown>): Promise<void> {
    for (const statement of [limitStatus, reserveImages, admit]) await statement.execute(database);
  },
};
