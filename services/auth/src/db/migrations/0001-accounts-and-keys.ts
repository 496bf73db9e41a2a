import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

const plans = sql`
  create table plans (
    name text primary key,
    position smallint not null,
    requests_per_minute integer not null check (requests_per_minute > 0),
    images_per_month integer not null check (images_per_month > 0),
    concurrency integer not null check (concurrency > 0),
    max_images_per_request integer not null check (max_images_per_request between 1 and 10),
    retention_days integer not null check (retention_days > 0)
  )`;

/** The numbers of the public contract. */
const seed = sql`
  insert into plans values
    ('starter', 1, 10, 500, 2, 1, 30),
    ('professional', 2, 30, 2000, 8, 10, 30),
    ('enterprise', 3, 100, 5000, 32, 10, 365)`;

const accounts = sql`
  create table accounts (
    id text primary key,
    name text not null,
    email text not null,
    plan text not null references plans (name),
    requests_per_minute integer check (requests_per_minute > 0),
    images_per_month integer check (images_per_month > 0),
    concurrency integer check (concurrency > 0),
    max_images_per_request integer check (max_images_per_request between 1 and 10),
    retention_days integer check (retention_days > 0),
    suspended_at timestamptz,
    created_at timestamptz not null default now()
  )`;

const keys = sql`
  create table api_keys (
    id text primary key,
    account_id text not null references accounts (id),
    name text not null,
    prefix text not null,
    hash bytea not null unique,
    scopes text[] not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz,
    revoked_at timestamptz,
    last_used_at timestamptz
  ) with (fillfactor = 80)`;

export const accountsAndKeys: Migration = {
  async up(database: Kysely<unknown>): Promise<void> {
    for (const statement of [plans, seed, accounts, keys]) await statement.execute(database);
    await sql`create unique index accounts_email on accounts (lower(email))`.execute(database);
    await sql`create index api_keys_prefix on api_keys (prefix)`.execute(database);
    await sql`create index api_keys_account on api_keys (account_id, created_at desc)`.execute(database);
  },
};
