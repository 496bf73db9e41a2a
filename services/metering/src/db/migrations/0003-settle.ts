import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Adds to balances, in the order in which everybody locks them. */
const addToBalances = sql`
  create function add_to_balances(p_changes jsonb) returns void language plpgsql set enable_seqscan = off as $$
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
  end $$`;

/**
 * Appends what became of one generation's images to the ledger, and returns what that changes in the balance.
 * Stored images take the reservation first and are used; the others of it are released, and so is what it has left over.
 * A stored image beyond it (an operator's generation has none; one given back by mistake has none left) is reserved and
 * used at once, so that whatever was stored is charged, once, and reserved - used - released is always what is reserved.
 */
const settleImages = sql`
  create function settle_images(
    p_reservation reservations, p_capacity integer, p_images jsonb, p_reason text, p_at timestamptz,
    out reserved bigint, out used bigint
  ) language plpgsql set enable_seqscan = off as $$
  begin
    with image as (
      select i.id, i.stored, i.reason, row_number() over (order by i.stored desc, i.place) as place
      from (select distinct on (id) * from jsonb_to_recordset(p_images)
        as j(id text, stored boolean, reason text, place integer) order by id, stored desc) i
    ), entry as (
      select case when stored then 'used' else 'released' end as kind, 1 as images, id as image_id,
        case when stored then '' else reason end as reason, 1 as step
      from image where place <= p_capacity
      union all
      select kind, 1, id, '', step from image
        cross join (values ('reserved', 0), ('used', 1)) as pair(kind, step)
      where stored and place > p_capacity and not exists (
        select from ledger where ledger.generation_id = p_reservation.generation_id and ledger.image_id = image.id
          and (ledger.kind = 'reserved') = false)
      union all
      select 'released', p_capacity - (select count(*) from image)::integer, '', p_reason, 2
      where p_capacity > (select count(*) from image)
    ), appended as (
      insert into ledger (account_id, month, kind, images, generation_id, image_id, key_id, reason, created_at)
      select p_reservation.account_id, p_reservation.month, entry.kind, entry.images, p_reservation.generation_id,
        entry.image_id, p_reservation.key_id, entry.reason, p_at
      from entry order by entry.step
      on conflict do nothing
      returning ledger.kind, ledger.images
    )
    select coalesce(sum(case when kind = 'reserved' then images else -images end), 0),
      coalesce(sum(images) filter (where kind = 'used'), 0)
    into reserved, used from appended;
  end $$`;

/**
 * Closes the reservations of a batch of generations that ended, in one transaction. A generation that was closed before
 * changes nothing; one that was never admitted, or given back for want of a job, is charged for what was stored.
 */
const settle = sql`
  create function settle(p_events jsonb, p_now timestamptz)
  returns table (generation_id text, outcome text) language plpgsql set enable_seqscan = off as $$
  declare
    event record;
    reservation reservations;
    change record;
    changes jsonb := '[]';
    at timestamptz := coalesce(p_now, clock_timestamp());
  begin
    for event in
      select * from jsonb_to_recordset(p_events) as e(
        generation_id text, account_id text, key_id text, month text, images jsonb
      ) order by e.generation_id collate "C"
    loop
      generation_id := event.generation_id;
      insert into reservations as r (generation_id, account_id, key_id, images, month, seq, state)
        values (event.generation_id, event.account_id, event.key_id, 0, event.month, 0, 'abandoned')
        on conflict on constraint reservations_pkey do nothing;
      select r.* into reservation from reservations r where r.generation_id = event.generation_id for update;
      if reservation.state = 'settled' then
        outcome := 'repeated';
      else
        outcome := case when reservation.state = 'abandoned' then 'unreserved' else 'settled' end;
        update reservations r set state = 'settled', closed_at = at where r.generation_id = event.generation_id;
        change := settle_images(reservation,
          case when reservation.state = 'abandoned' then 0 else reservation.images end, event.images, 'missing', at);
        changes := changes || jsonb_build_object('account_id', reservation.account_id, 'month', reservation.month,
          'reserved', change.reserved, 'used', change.used);
      end if;
      return next;
    end loop;
    perform add_to_balances(changes);
  end $$`;

/** Gives back the reservations of generations that never came to be. */
const abandon = sql`
  create function abandon(p_generations text[], p_now timestamptz) returns integer
  language plpgsql set enable_seqscan = off as $$
  declare
    reservation reservations;
    change record;
    changes jsonb := '[]';
    given_back integer := 0;
    at timestamptz := coalesce(p_now, clock_timestamp());
  begin
    for reservation in
      select r.* from reservations r where r.generation_id = any (p_generations) and r.state = 'open'
      order by r.generation_id collate "C" for update
    loop
      update reservations r set state = 'abandoned', closed_at = at where r.generation_id = reservation.generation_id;
      change := settle_images(reservation, reservation.images, '[]', 'abandoned', at);
      changes := changes || jsonb_build_object('account_id', reservation.account_id, 'month', reservation.month,
        'reserved', change.reserved, 'used', change.used);
      given_back := given_back + 1;
    end loop;
    perform add_to_balances(changes);
    return given_back;
  end $$`;

/**
 * Computes a balance anew from the ledger. It locks the balance first: whoever appends to the ledger holds that lock
 * until both are committed, or adds to the balance only after this.
 */
const rebuildBalance = sql`
  create function rebuild_balance(
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
  end $$`;

export const settleFunctions: Migration = {
  async up(database: Kysely<unknown>): Promise<void> {
    for (const statement of [addToBalances, settleImages, settle, abandon, rebuildBalance]) {
      await statement.execute(database);
    }
  },
};
