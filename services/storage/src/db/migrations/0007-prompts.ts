import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What images are found by. Of those from before nothing is known, and no index has an entry of them. */
export const prompts: Migration = {
  async up(database: Kysely<unknown>): Promise<void> {
    await sql`
      alter table images add prompt text, add style text, add model text, add prompt_words tsvector`.execute(database);
    await sql`create index images_by_words on images using gin (prompt_words) where prompt_words is not null`.execute(
      database,
    );
    // A process of the release before leaves them in the tombstones that it makes, until a sweep finds them here.
    await sql`create index images_to_forget on images (id) where deleted_at is not null and prompt is not null`.execute(
      database,
    );
  },
};
