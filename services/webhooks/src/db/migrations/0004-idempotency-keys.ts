import { createIdempotencyKeys } from '@imageai/db';
import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

export const idempotencyKeys: Migration = {
  async up(database: Kysely<unknown>): Promise<void> {
    for (const statement of createIdempotencyKeys) await sql.raw(statement).execute(database);
  },
};
