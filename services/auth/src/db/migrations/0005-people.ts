import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

const users = sql`
  create table users (
    id text primary key,
    email text not null,
    name text not null,
    password_hash text,
    created_at timestamptz not null default now()
  )`;

const members = sql`
  create table members (
    account_id text not null references accounts (id),
    user_id text not null references users (id) on delete cascade,
    role text not null check (role in ('owner', 'developer', 'billing', 'viewer')),
    created_at timestamptz not null default now(),
    primary key (account_id, user_id)
  )`;

const sessions = sql`
  create table sessions (
    id text primary key,
    user_id text not null references users (id) on delete cascade,
    token_hash bytea not null unique,
    created_at timestamptz not null default now(),
    last_seen_at timestamptz not null default now(),
    expires_at timestamptz not null,
    address text not null,
    user_agent text not null,
    method text not null
  ) with (fillfactor = 80)`;

/** Not a user yet: only the link in the mail, with the password, makes one. */
const signUps = sql`
  create table sign_ups (
    id text primary key,
    email text not null,
    name text not null,
    password_hash text not null,
    created_at timestamptz not null default now()
  )`;

const invitations = sql`
  create table invitations (
    id text primary key,
    account_id text not null references accounts (id),
    email text not null,
    role text not null check (role in ('owner', 'developer', 'billing', 'viewer')),
    created_at timestamptz not null default now(),
    expires_at timestamptz not null
  )`;

/** Links in mails. `subject_id` names a sign-up, a user or an invitation. */
const links = sql`
  create table links (
    hash bytea primary key,
    purpose text not null check (purpose in ('sign_up', 'password_reset', 'invitation')),
    subject_id text not null,
    expires_at timestamptz not null
  )`;

/** Who a user is at an OpenID Connect provider. */
const identities = sql`
  create table identities (
    issuer text not null,
    subject text not null,
    user_id text not null references users (id) on delete cascade,
    created_at timestamptz not null default now(),
    primary key (issuer, subject)
  )`;

/** Browsers that are away at a provider. */
const attempts = sql`
  create table sign_in_attempts (
    state_hash bytea primary key,
    browser_hash bytea not null,
    provider text not null,
    nonce text not null,
    code_verifier text not null,
    expires_at timestamptz not null
  )`;

/** The times of the attempts that were heard, by a hash of what they are counted for. */
const throttles = sql`
  create table throttles (
    subject bytea primary key,
    attempts timestamptz[] not null,
    expires_at timestamptz not null
  ) with (fillfactor = 80)`;

const mails = sql`
  create table mail_outbox (
    id bigint generated always as identity primary key,
    recipient text not null,
    job jsonb not null,
    attempts integer not null default 0,
    next_attempt_at timestamptz not null default now(),
    created_at timestamptz not null default now()
  )`;

/** An account of an operator's is waiting for its owner; from the day on that it has one, its address is only an address. */
const claimed = sql`alter table accounts add claimed_at timestamptz`;
const anyAddress = sql`drop index accounts_email`;
const oneWaiting = sql`
  create unique index accounts_waiting_email on accounts (lower(email)) where claimed_at is null and deleted_at is null`;
const byAddress = sql`create index accounts_email on accounts (lower(email))`;

export const people: Migration = {
  async up(database: Kysely<unknown>): Promise<void> {
    const tables = [users, members, sessions, signUps, invitations, links, identities, attempts, throttles, mails];
    for (const statement of [...tables, claimed, anyAddress, oneWaiting, byAddress]) await statement.execute(database);
    await sql`create unique index users_email on users (lower(email))`.execute(database);
    await sql`create index members_user on members (user_id)`.execute(database);
    await sql`create index sessions_user on sessions (user_id)`.execute(database);
    await sql`create index identities_user on identities (user_id)`.execute(database);
    await sql`create index links_subject on links (subject_id)`.execute(database);
    await sql`create unique index invitations_address on invitations (account_id, lower(email))`.execute(database);
    await sql`create index mail_outbox_due on mail_outbox (next_attempt_at)`.execute(database);
  },
};
