import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

const dropSettleImages = sql`drop function settle_images(reservations, integer, jsonb, text, timestamptz)`;

/**
 * As in 0003, and every entry says what usage is grouped by. Returns what the entries change, as add_to_balances and
 * add_to_rollups take it.
 */
const settleImages = sql`
  create function settle_images(
    p_reservation reservations, p_capacity integer, p_images jsonb, p_reason text, p_at timestamptz,
    p_accepted_at timestamptz, p_style text, p_size text, p_model text
  ) returns jsonb language plpgsql set enable_seqscan = off as $$
  declare
    change jsonb;
    accepted timestamptz := coalesce(p_reservation.admitted_at, p_accepted_at);
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
      insert into ledger (account_id, month, kind, images, generation_id, image_id, key_id, reason, created_at,
        accepted_at, style, size, model)
      select p_reservation.account_id, p_reservation.month, entry.kind, entry.images, p_reservation.generation_id,
        entry.image_id, p_reservation.key_id, entry.reason, p_at, accepted, p_style, p_size, p_model
      from entry order by entry.step
      on conflict do nothing
      returning ledger.kind, ledger.images
    )
    select jsonb_build_object(
      'reserved', coalesce(sum(case when kind = 'reserved' then images else -images end), 0),
      'used', coalesce(sum(images) filter (where kind = 'used'), 0),
      'given_back', coalesce(sum(images) filter (where kind = 'released'), 0))
    into change from appended;
    return change || jsonb_build_object('account_id', p_reservation.account_id, 'month', p_reservation.month,
      'key_id', p_reservation.key_id, 'accepted_at', accepted, 'style', p_style, 'size', p_size, 'model', p_model);
  end $$`;

const settle = sql`
  create or replace function settle(p_events jsonb, p_now timestamptz)
  returns table (generation_id text, outcome text) language plpgsql set enable_seqscan = off as $$
  declare
    event record;
    reservation reservations;
    changes jsonb := '[]';
    at timestamptz := coalesce(p_now, clock_timestamp());
  begin
    for event in
      select * from jsonb_to_recordset(p_events) as e(
        generation_id text, account_id text, key_id text, month text, images jsonb,
        accepted_at timestamptz, style text, size text, model text
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
        changes := changes || settle_images(reservation,
          case when reservation.state = 'abandoned' then 0 else reservation.images end, event.images, 'missing', at,
          event.accepted_at, event.style, event.size, event.model);
      end if;
      return next;
    end loop;
    perform add_to_balances(changes);
    perform add_to_rollups(changes);
  end $$`;

const abandon = sql`
  create or replace function abandon(p_generations text[], p_now timestamptz) returns integer
  language plpgsql set enable_seqscan = off as $$
  declare
    reservation reservations;
    changes jsonb := '[]';
    given_back integer := 0;
    at timestamptz := coalesce(p_now, clock_timestamp());
  begin
    for reservation in
      select r.* from reservations r where r.generation_id = any (p_generations) and r.state = 'open'
      order by r.generation_id collate "C" for update
    loop
      update reservations r set state = 'abandoned', closed_at = at where r.generation_id = reservation.generation_id;
      changes := changes || settle_images(reservation, reservation.images, '[]', 'abandoned', at, at, '', '', '');
      given_back := given_back + 1;
    end loop;
    perform add_to_balances(changes);
    perform add_to_rollups(changes);
    return given_back;
  end $$`;

export const settleUsageFunctions: Migration = {
  async up(database: Kysely<unknown>): Promise<void> {
    for (const statement of [dropSettleImages, settleImages, settle, abandon]) await statement.execute(database);
  },
};
