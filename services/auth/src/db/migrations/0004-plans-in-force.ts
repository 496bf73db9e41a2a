import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

const lanes = sql`
  alter table plans add lane text check (lane in ('starter', 'professional', 'enterprise'))`;

const laneOfPlan = sql`update plans set lane = name`;

const laneRequired = sql`alter table plans alter lane set not null`;

/** One column in place of one a limit: a scheduled change has the same, and a new limit needs no migration. */
const overrides = sql`
  alter table accounts
    add overrides jsonb not null default '{}' check (jsonb_typeof(overrides) = 'object'),
    add version integer not null default 1,
    add suspended_reason text,
    add deleted_at timestamptz`;

const moveOverrides = sql`
  update accounts set overrides = jsonb_strip_nulls(jsonb_build_object(
    'requests_per_minute', requests_per_minute,
    'images_per_month', images_per_month,
    'concurrency', concurrency,
    'max_images_per_request', max_images_per_request,
    'retention_days', retention_days
  ))`;

const dropColumns = sql`
  alter table accounts
    drop requests_per_minute, drop images_per_month, drop concurrency, drop max_images_per_request, drop retention_days`;

const changes = sql`
  create table plan_changes (
    account_id text primary key references accounts (id),
    plan text not null references plans (name),
    overrides jsonb not null check (jsonb_typeof(overrides) = 'object'),
    effective_at timestamptz not null
  )`;

/** The first moment of the UTC calendar month after the one that a moment lies in. */
const nextMonth = sql`
  create function next_month(moment timestamptz) returns timestamptz language sql immutable
  return (date_trunc('month', moment at time zone 'UTC') + interval '1 month') at time zone 'UTC'`;

/**
 * Accounts as they are at this moment: a scheduled change whose time has come is in force for whoever reads, without
 * anything having to run at midnight.
 */
const view = sql`
  create view accounts_in_force as
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
    case when c.effective_at > now() then c.effective_at end as next_at
  from accounts a
    left join plan_changes c on c.account_id = a.id
    cross join lateral (
      select case when c.effective_at <= now() then c.plan else a.plan end as plan,
        case when c.effective_at <= now() then c.overrides else a.overrides end as overrides
    ) o
    join plans p on p.name = o.plan`;

export const plansInForce: Migration = {
  async up(database: Kysely<unknown>): Promise<void> {
    const statements = [
      lanes,
      laneOfPlan,
      laneRequired,
      overrides,
      moveOverrides,
      dropColumns,
      changes,
      nextMonth,
      view,
    ];
    for (const statement of statements) await statement.execute(database);
  },
};
