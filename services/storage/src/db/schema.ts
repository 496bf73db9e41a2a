import type { Kysely } from 'kysely';

/** The service's own schema in the database. */
export const schemaName = 'storage';

/** A row is an image that storage holds, or the tombstone of one that was deleted (then only the first four are set). */
export interface ImagesTable {
  id: string;
  account_id: string;
  deleted_at: Date | null;
  /** When the bytes of what was deleted were gone. */
  cleared_at: Date | null;
  format: string | null;
  generation_id: string | null;
  width: number | null;
  height: number | null;
  bytes: number | null;
  /** Of the file, in hex. */
  sha256: string | null;
  created_at: Date | null;
  expires_at: Date | null;
}

export interface Schema {
  images: ImagesTable;
}

/** A connection pool that sees the service's own schema. */
export type Database = Kysely<Schema>;
