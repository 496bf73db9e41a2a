import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Milliseconds since 1970 do not fit the integer that counted changes. */
export const versionsOfTheClock: Migration = {
  async up(database: Kysely<unknown>): Promise<void> {
    await sql`alter table generations alter column version type bigint`.execute(database);
  },
};
