import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Pictures that images begin with: gone once these are made, so that no tombstones are left. */
export const inputs: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('inputs')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('account_id', 'text', (column) => column.notNull())
      .addColumn('width', 'integer', (column) => column.notNull())
      .addColumn('height', 'integer', (column) => column.notNull())
      .addColumn('source_width', 'integer', (column) => column.notNull())
      .addColumn('source_height', 'integer', (column) => column.notNull())
      .addColumn('sha256', 'text', (column) => column.notNull())
      .addColumn('expires_at', 'timestamptz', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('inputs_by_expiry').on('inputs').column('expires_at').execute();
  },

  async down(db: Kysely<unknown>) {
    await db.schema.dropTable('inputs').execute();
  },
};
