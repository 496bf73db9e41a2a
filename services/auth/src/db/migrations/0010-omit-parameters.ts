import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

const column = sql`alter table accounts add omit_parameters boolean not null default false`;

/** With the new column behind the others: readers of the version before see what they saw. */
const view = sql`
  create or replace view accounts_in_force as
  select a.id, a.name, a.email, a.version, a.suspended_at, a.suspended_reason, a.deleted_at, a.created_at,
    o.plan, o.overrides,
    coalesce((o.overrides->>'requests_per_minute')::integer, p.requests_per_minute) as requests_per_minute,
    coalesce((o.overrides->>'images_per_month')::integer, p.images_per_month) as images_per_month,
    coalesce((o.overrides->>'concurrency')::integer, p.concurrency) as concurrency,
    coalesce((o.overrides->>'max_images_per_request')::integer, p.max_images_per_request) as max_images_per_request,
    coalesce((o.overrides->>'retention_days')::integer, p.retention_days) as retention_days,
    coalesce(o.overrides->>'lane', p.lane) as lane,
    case when c.effective_at > now() then c.plan end as next_plan,
    case when c.effective_at > now() then c.overrides end as next_overrides,
    case when c.effective_at > now() then c.effective_at end as next_at,
    a.private_images, a.omit_parameters
  from accounts a
    left join plan_changes c on c.account_id = a.id
    cross join lateral (
      select case when c.effective_at <= now() then c.plan else a.plan end as plan,
        case when c.effective_at <= now() then c.overrides else a.overrides end as overrides
    ) o
    join plans p on p.name = o.plan`;

/** Whether the files of an account's images leave out what remakes them. */
export const omitParameters: Migration = {
  async up(database: Kysely<unknown>): Promise<void> {
    await column.execute(database);
    await view.execute(database);
  },
};
