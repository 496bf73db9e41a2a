import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

export const images: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('images')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('account_id', 'text', (column) => column.notNull())
      .addColumn('deleted_at', 'timestamptz')
      .addColumn('format', 'text')
      .addColumn('generation_id', 'text')
      .addColumn('width', 'integer')
      .addColumn('height', 'integer')
      .addColumn('bytes', 'bigint')
      .addColumn('sha256', 'text')
      .addColumn('created_at', 'timestamptz')
      .addColumn('expires_at', 'timestamptz')
      .addCheckConstraint(
        'images_held_or_tombstone',
        sql`deleted_at is not null or num_nulls(format, generation_id, width, height, bytes, sha256, created_at, expires_at) = 0`,
      )
      .execute();
    // Pages of an account's images, newest first; tombstones are not listed.
    await db.schema
      .createIndex('images_by_account')
      .on('images')
      .columns(['account_id', 'created_at desc', 'id desc'])
      .where(sql.ref('deleted_at'), 'is', null)
      .execute();
    // For whoever removes what retention ended.
    await db.schema
      .createIndex('images_by_expiry')
      .on('images')
      .column('expires_at')
      .where(sql.ref('deleted_at'), 'is', null)
      .execute();
  },

  async down(db: Kysely<unknown>) {
    await db.schema.dropTable('images').execute();
  },
};
