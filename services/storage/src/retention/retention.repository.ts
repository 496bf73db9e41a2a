import { Inject, Injectable } from '@nestjs/common';
import { type Kysely, sql } from 'kysely';
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

  /** Tombstones, with nothing left of what they stood for. */
  async bury(ids: readonly string[], now: Date): Promise<void> {
    if (ids.length === 0) return;
    await sql`
      update images set deleted_at = coalesce(deleted_at, ${now}), cleared_at = ${now},
        format = null, generation_id = null, width = null, height = null,
        bytes = null, sha256 = null, created_at = null, expires_at = null
      where id = any(${ids}::text[])`.execute(this.database);
  }
}
