import { type RawBuilder, sql } from 'kysely';

/** What a tombstone has no more: all that said something of the image. */
export const emptied = {
  generation_id: null,
  format: null,
  width: null,
  height: null,
  bytes: null,
  sha256: null,
  created_at: null,
  expires_at: null,
  prompt: null,
  style: null,
  model: null,
  prompt_words: null,
} as const;

/** The same, for SQL: `set …`. */
export const emptying: RawBuilder<unknown> = sql.join(
  Object.keys(emptied).map((column) => sql`${sql.ref(column)} = null`),
);
