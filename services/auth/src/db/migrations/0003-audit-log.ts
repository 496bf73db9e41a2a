import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** No foreign keys: what an entry speaks of may be deleted, the entry stays. */
const table = sql`
  create table audit_log (
    id bigint generated always as identity primary key,
    occurred_at timestamptz not null default clock_timestamp(),
    actor_kind text not null check (actor_kind in ('user', 'key', 'operator', 'system', 'anonymous')),
    actor_id text not null,
    action text not null,
    account_id text,
    target_id text not null,
    address text not null,
    request_id text not null,
    details jsonb not null
  )`;

const refuse = sql`
  create function refuse_change() returns trigger language plpgsql as $$
  begin
    raise exception 'the audit log is append-only' using errcode = 'insufficient_privilege';
  end $$`;

const trigger = sql`
  create trigger audit_log_append_only before update or delete or truncate on audit_log
  for each statement execute function refuse_change()`;

export const auditLog: Migration = {
  async up(database: Kysely<unknown>): Promise<void> {
    for (const statement of [table, refuse, trigger]) await statement.execute(database);
    await sql`create index audit_log_account on audit_log (account_id, id desc)`.execute(database);
    await sql`create index audit_log_actor on audit_log (actor_id, id desc)`.execute(database);
    await sql`create index audit_log_target on audit_log (target_id, id desc)`.execute(database);
  },
};
