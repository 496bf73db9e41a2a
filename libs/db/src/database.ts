import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely';
import pg from 'pg';
import { answerUnavailableWhenAway } from './availability.js';
import { runPreparedByName } from './prepared.js';

export interface DatabaseOptions {
  readonly url: string;
  /** The service's own schema; nobody else reads it. */
  readonly schema: string;
  readonly poolSize?: number;
}

/** bigint columns come as numbers: every count and size here stays far below 2^53. */
const int8 = 20;

const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) => (oid === int8 ? Number : pg.types.getTypeParser(oid, format)) as never,
};

/**
 * A Kysely instance whose unqualified names mean the service's schema.
 * While Postgres is away its queries fail with the AppError `unavailable`.
 */
export function createDatabase<Schema>(options: DatabaseOptions): Kysely<Schema> {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.poolSize ?? 10,
    types,
    options: `-c search_path=${options.schema}`,
    connectionTimeoutMillis: 5_000,
  });
  // An idle connection that breaks (Postgres restarted) must not end the process: the pool opens another.
  pool.on('error', () => undefined);
  runPreparedByName(pool);
  answerUnavailableWhenAway(pool);
  return new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
}

/** True when Postgres answers. */
export async function isReachable<Schema>(database: Kysely<Schema>): Promise<boolean> {
  try {
    await sql`select 1`.execute(database);
    return true;
  } catch {
    return false;
  }
}

/** A database, or a transaction of it: what a repository's method can run in. */
export type Executor<Schema> = Kysely<Schema> | Transaction<Schema>;
