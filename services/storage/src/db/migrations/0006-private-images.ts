import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Whether the file of an image can be fetched by signed URLs alone. */
export const privateImages: Migration = {
  async up(database: Kysely<unknown>): Promise<void> {
    await sql`alter table images add private boolean not null default false`.execute(database);
  },
};
