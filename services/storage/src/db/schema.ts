import type { Generated, Kysely } from 'kysely';

/** The service's own schema in the database. */
export const schemaName = 'storage';

/** A row is an image that storage holds, or the tombstone of one that was deleted (then only the first four and the last are set). */
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
  /** Its file can be fetched by signed URLs alone; also where it was deleted. */
  private: Generated<boolean>;
  /** What it is found by; null where it was stored before this was told. */
  prompt: Generated<string | null>;
  style: Generated<string | null>;
  model: Generated<string | null>;
  /** The words of the prompt, and the account they belong to (`prompt-words.ts`). */
  prompt_words: Generated<string | null>;
}

/** A smaller picture of an image; `bytes` and `sha256` are there once its file is. */
export interface RenditionsTable {
  image_id: string;
  /** "512.webp". */
  name: string;
  bytes: number | null;
  sha256: string | null;
}

/** A row is a picture that images begin with, or one whose pixels are just being written or removed. */
export interface InputsTable {
  id: string;
  account_id: string;
  width: number;
  height: number;
  /** Of the picture as it came. */
  source_width: number;
  source_height: number;
  /** Of the pixels, in hex. */
  sha256: string;
  expires_at: Date;
}

/** A deleted account of which everything is to go. */
interface AccountRemovalTable {
  account_id: string;
  requested_at: Generated<Date>;
  /** How much of what is gone. */
  removed: Generated<Record<string, number>>;
  /** When auth was told that nothing is left. */
  confirmed_at: Date | null;
}

export interface Schema {
  images: ImagesTable;
  renditions: RenditionsTable;
  inputs: InputsTable;
  account_removals: AccountRemovalTable;
}

/** A connection pool that sees the service's own schema. */
export type Database = Kysely<Schema>;
