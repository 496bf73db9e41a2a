import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

export const generations: Migration = {
  async up(database: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(database);
  },
};

const statements = [
  // The catalogue: position is the order of first registration, of which the first usable one is the default.
  `create table models (
    name text primary key,
    position bigint generated always as identity,
    digest text not null,
    default_steps integer not null,
    default_guidance_scale double precision not null,
    size_multiple integer not null,
    max_pixels bigint not null,
    unusable_reason text not null,
    runtime text not null,
    licence text not null,
    source text not null,
    registered_at timestamptz not null,
    ms_per_cost double precision
  )`,

  `create table workers (
    worker_id text primary key,
    seen_at timestamptz not null
  )`,

  // One row an account: the lock under which everything of the account changes, and its counts of images.
  `create table accounts (
    account_id text primary key,
    concurrency integer not null,
    in_use integer not null check (in_use >= 0),
    waiting integer not null check (waiting >= 0),
    granted integer not null
  ) with (fillfactor = 50)`,
  'create index accounts_waiting on accounts (account_id) where waiting > 0',

  // parameters: an encoded imageai.generation.v1.Parameters. Text of clients may hold what Postgres' text cannot (NUL).
  `create table generations (
    id text primary key,
    account_id text not null,
    key_id text not null,
    request_id text not null,
    idempotency_key text not null,
    lane text not null check (lane in ('starter', 'professional', 'enterprise')),
    status text not null check (status in ('queued', 'running', 'succeeded', 'failed', 'cancelled', 'expired')),
    version integer not null,
    image_count integer not null,
    concurrency integer not null,
    parameters bytea not null,
    model text not null,
    model_digest text not null,
    system_fingerprint text not null,
    error_code text not null,
    created_at timestamptz not null,
    started_at timestamptz,
    finished_at timestamptz,
    expires_at timestamptz not null
  ) with (fillfactor = 80)`,
  'create index generations_by_account on generations (account_id, id)',
  `create index generations_by_request on generations (account_id, request_id) where request_id <> ''`,
  `create index generations_by_idempotency_key on generations (account_id, idempotency_key) where idempotency_key <> ''`,
  `create index generations_live on generations (expires_at) where status in ('queued', 'running')`,

  `create table images (
    id text primary key,
    generation_id text not null references generations (id),
    account_id text not null,
    lane text not null,
    model text not null,
    position bigint not null,
    index integer not null,
    seed integer not null,
    cost double precision not null,
    status text not null check (
      status in ('waiting', 'dispatched', 'running', 'stored', 'failed', 'cancelled', 'expired')
    ),
    attempt integer not null,
    dispatches integer not null,
    alone boolean not null,
    worker_id text,
    lost_worker_id text,
    message_sequence bigint,
    last_heartbeat_at timestamptz not null,
    started_at timestamptz,
    stored_at timestamptz,
    ended_at timestamptz,
    engine_ms integer,
    error_code text not null,
    reason text not null
  ) with (fillfactor = 70)`,
  'create index images_by_generation on images (generation_id)',
  `create index images_waiting on images (account_id, position) where status = 'waiting'`,
  `create index images_live on images (lane, position) where status in ('waiting', 'dispatched', 'running')`,

  `create table outbox (
    id bigint generated always as identity primary key,
    kind text not null check (kind in ('work', 'event')),
    subject text not null,
    message_id text not null,
    payload bytea not null,
    generation_id text not null,
    image_id text,
    dispatch integer,
    created_at timestamptz not null default clock_timestamp()
  )`,
  `create index outbox_events on outbox (generation_id, id) where kind = 'event'`,

  `create table dead_letters (
    image_id text primary key,
    generation_id text not null,
    account_id text not null,
    attempts integer not null,
    reason text not null,
    died_at timestamptz not null,
    requeued_as_generation_id text not null
  )`,
  'create index dead_letters_by_age on dead_letters (died_at, image_id)',
];
