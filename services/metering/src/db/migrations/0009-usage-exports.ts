import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

const statements = [
  sql`
  create table usage_exports (
    sink text primary key,
    ledger_id bigint not null,
    exported_at timestamptz
  )`,
  sql`create index ledger_used on ledger (id) where kind = 'used'`,
];

export const usageExports: Migration = {
  async up(database: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(database);
  },
};
