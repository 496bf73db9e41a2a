import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What a model is and can be asked for. Workers announce both within a minute; until then nothing is known of them. */
export const modelDetails: Migration = {
  async up(database: Kysely<unknown>): Promise<void> {
    await sql`alter table models
      add column pipeline text not null default '',
      add column features text[] not null default '{}'`.execute(database);
  },
};
