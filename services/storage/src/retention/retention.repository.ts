import { Inject, Injectable } from '@nestjs/common';
import { type Kysely, sql } from 'kysely';
import { emptying } from '../db/emptied.js';
import type { Schema } from '../db/schema.js';
import { DATABASE } from '../tokens.js';

@Injectable()
export class RetentionRepository {
  constructor(@Inject(DATABASE) private readonly database: Kysely<Schema>) {}

  /** Ids of images whose retention is over, the longest over first. */
  async findExpired(now: Date, limit: number): Promise<string[]> {
    const rows = await this.database
      .selectFrom('images')
      .select('id')
      .where('deleted_at', 'is', null)
      .where('expires_at', '<=', now)
      .orderBy('expires_at')
      .limit(limit)
      .execute();
    return rows.map(({ id }) => id);
  }

  /** Ids of tombstones from before `cutoff` whose bytes nobody reported gone: a deletion was cut short. */
  async findUncleared(cutoff: Date, limit: number): Promise<string[]> {
    const rows = await this.database
      .selectFrom('images')
      .select('id')
      .where('deleted_at', '<', cutoff)
      .where('cleared_at', 'is', null)
      .orderBy('deleted_at')
      .limit(limit)
      .execute();
    return rows.map(({ id }) => id);
  }

  /**
   * Tombstones, with nothing left of what they stood for. Where an image had renditions, one may have been under way when
   * its files were removed: it is cleared only by the next look at it.
   */
  async bury(ids: readonly string[], now: Date): Promise<void> {
    if (ids.length === 0) return;
    await sql`
      with buried as (
        update images set deleted_at = coalesce(deleted_at, ${now}),
          cleared_at = case when deleted_at is not null
            or not exists (select from renditions where image_id = images.id) then ${now}::timestamptz end,
          ${emptying}
        where id = any(${ids}::text[])
        returning id, cleared_at)
      delete from renditions using buried where image_id = buried.id and buried.cleared_at is not null`.execute(
      this.database,
    );
  }

  /** Tombstones that a process of the release before made have what it did not know of. */
  async forget(): Promise<void> {
    await sql`update images set ${emptying} where deleted_at is not null and prompt is not null`.execute(this.database);
  }
}
