import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

export const idempotencyKeys: Migration = {
  async up(database: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(database);
  },
};

const statements = [
  // bound: its generation exists. expires_at: until then the end of the claim's lease, from then on of its keeping.
  `create table idempotency_keys (
    account_id text not null,
    route text not null,
    key text not null,
    fingerprint bytea not null,
    generation_id text not null,
    bound boolean not null,
    expires_at timestamptz not null,
    primary key (account_id, route, key)
  ) with (fillfactor = 80)`,
  'create index idempotency_keys_by_age on idempotency_keys (expires_at)',
];
