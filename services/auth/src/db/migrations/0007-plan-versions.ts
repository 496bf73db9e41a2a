import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Two operators who change a plan at once are told apart by the version that each looked at. */
export const planVersions: Migration = {
  async up(database: Kysely<unknown>): Promise<void> {
    await sql`alter table plans add version integer not null default 1`.execute(database);
  },
};
