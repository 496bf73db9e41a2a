import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Smaller pictures of images: a row for each that a file may lie of. */
export const renditions: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('renditions')
      .addColumn('image_id', 'text', (column) => column.notNull().references('images.id'))
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('bytes', 'bigint')
      .addColumn('sha256', 'text')
      .addPrimaryKeyConstraint('renditions_pkey', ['image_id', 'name'])
      .execute();
  },

  async down(db: Kysely<unknown>) {
    await db.schema.dropTable('renditions').execute();
  },
};
