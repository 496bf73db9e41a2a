import { type Kysely, sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { createDatabase, type DatabaseOptions } from './database.js';

/** Migrations by name; names sort in the order in which they run ("0001_accounts"). */
export type Migrations = Readonly<Record<string, Migration>>;

/** Creates the schema where it is missing and runs what has not run yet; safe when several processes do so at once. */
export async function migrate(options: DatabaseOptions, migrations: Migrations): Promise<string[]> {
  const database: Kysely<unknown> = createDatabase({ ...options, poolSize: 2 });
  try {
    await ensureSchema(database, options.schema);
    const migrator = new Migrator({
      db: database,
      provider: { getMigrations: async () => ({ ...migrations }) },
      migrationTableSchema: options.schema,
    });
    const { error, results } = await migrator.migrateToLatest();
    if (error) throw error;
    return (results ?? []).map((result) => result.migrationName);
  } finally {
    await database.destroy();
  }
}

/** Asked for only where it is missing: a service's role that owns its schema has no right to make any. */
async function ensureSchema(database: Kysely<unknown>, schema: string): Promise<void> {
  const { rows } = await sql`select from pg_namespace where nspname = ${schema}`.execute(database);
  if (rows.length === 0) await sql`create schema if not exists ${sql.ref(schema)}`.execute(database);
}
