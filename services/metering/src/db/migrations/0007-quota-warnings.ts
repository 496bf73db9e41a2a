import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

const statements = [
  // The limit that was in force at the latest admission: whoever settles is told of none.
  sql`alter table balances add column images_per_month bigint`,
  sql`
  create table quota_warnings (
    account_id text not null,
    month text not null,
    percent integer not null,
    images_used bigint not null,
    images_per_month bigint not null,
    reached_at timestamptz not null,
    event_id text,
    published_at timestamptz,
    primary key (account_id, month, percent)
  )`,
  sql`create index quota_warnings_unpublished on quota_warnings (reached_at) where published_at is null`,
  // A trigger, so that no way of using an image can forget it; the key makes each warning come once.
  sql`
  create function warn_of_quota() returns trigger language plpgsql as $$
  begin
    insert into quota_warnings (account_id, month, percent, images_used, images_per_month, reached_at)
      select new.account_id, new.month, percent, new.used, new.images_per_month, clock_timestamp()
      from (values (80), (100)) as thresholds(percent)
      where new.used * 100 >= new.images_per_month * percent
      on conflict do nothing;
    return null;
  end $$`,
  sql`
  create trigger balances_warn_of_quota after update on balances for each row
    when (new.used > old.used and new.images_per_month > 0 and new.used * 100 >= new.images_per_month * 80)
    execute function warn_of_quota()`,
  // As in 0002, and remembers the limit.
  sql`
  create or replace function reserve_images(p_account text, p_month text, p_images bigint, p_per_month bigint)
  returns boolean language plpgsql set enable_seqscan = off as $$
  begin
    update balances set reserved = reserved + p_images, images_per_month = p_per_month
      where account_id = p_account and month = p_month and reserved + used + p_images <= p_per_month;
    if found then return true; end if;
    if p_images > p_per_month then return false; end if;
    if exists (select from balances where account_id = p_account and month = p_month) then return false; end if;
    insert into balances (account_id, month, reserved, used, images_per_month)
      values (p_account, p_month, p_images, 0, p_per_month)
      on conflict (account_id, month) do update
      set reserved = balances.reserved + p_images, images_per_month = p_per_month
      where balances.reserved + balances.used + p_images <= p_per_month;
    return found;
  end $$`,
];

export const quotaWarnings: Migration = {
  async up(database: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(database);
  },
};
