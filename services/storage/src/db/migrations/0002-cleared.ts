import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** A tombstone says when its bytes were gone, so that a deletion that was cut short is ended by whoever sweeps. */
export const cleared: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema.alterTable('images').addColumn('cleared_at', 'timestamptz').execute();
    await sql`update images set cleared_at = deleted_at where deleted_at is not null`.execute(db);
    await db.schema
      .createIndex('images_to_clear')
      .on('images')
      .column('deleted_at')
      .where(sql<boolean>`deleted_at is not null and cleared_at is null`)
      .execute();
  },

  async down(db: Kysely<unknown>) {
    await db.schema.alterTable('images').dropColumn('cleared_at').execute();
  },
};
