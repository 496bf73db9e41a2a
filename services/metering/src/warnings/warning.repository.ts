import { newId } from '@imageai/api';
import { Inject, Injectable } from '@nestjs/common';
import { type Kysely, sql } from 'kysely';
import type { MeteringSchema, QuotaWarningRow } from '../db/schema.js';
import { DATABASE } from '../tokens.js';

/** One that has its id, which stays the same however often it is published. */
export type DueWarning = QuotaWarningRow & { readonly event_id: string };

@Injectable()
export class WarningRepository {
  constructor(@Inject(DATABASE) private readonly database: Kysely<MeteringSchema>) {}

  /** The oldest warnings that are not published. */
  async due(limit: number): Promise<DueWarning[]> {
    const unpublished = this.database
      .selectFrom('quota_warnings')
      .selectAll()
      .where('published_at', 'is', null)
      .orderBy('reached_at')
      .limit(limit);
    for (const warning of await unpublished.where('event_id', 'is', null).execute()) {
      await this.only(warning)
        .set({ event_id: newId('evt', warning.reached_at.getTime()) })
        // Another replica may have been faster.
        .where('event_id', 'is', null)
        .execute();
    }
    const rows = await unpublished.where('event_id', 'is not', null).execute();
    return rows.flatMap((row) => (row.event_id === null ? [] : [{ ...row, event_id: row.event_id }]));
  }

  async notePublication(warning: QuotaWarningRow): Promise<void> {
    await this.only(warning).set({ published_at: sql<Date>`clock_timestamp()` }).execute();
  }

  private only({ account_id, month, percent }: QuotaWarningRow) {
    return this.database
      .updateTable('quota_warnings')
      .where('account_id', '=', account_id)
      .where('month', '=', month)
      .where('percent', '=', percent);
  }
}
