import { Inject, Injectable } from '@nestjs/common';
import { type Kysely, sql } from 'kysely';
import type { LedgerRow, MeteringSchema } from '../db/schema.js';
import { DATABASE } from '../tokens.js';

@Injectable()
export class ExportRepository {
  constructor(@Inject(DATABASE) private readonly database: Kysely<MeteringSchema>) {}

  /**
   * The id up to which the ledger is complete. Ids are given before a transaction commits, so that a lower one may
   * still come after a higher one was seen, and would be passed over. The lock waits for all that are appending, and
   * is held for one look-up.
   */
  completeUpTo(): Promise<number> {
    return this.database.transaction().execute(async (transaction) => {
      await sql`set local lock_timeout = '2s'`.execute(transaction);
      await sql`lock table ledger in share mode`.execute(transaction);
      const { rows } = await sql<{ id: number }>`
        select coalesce(max(id), 0) as id from ledger where kind = 'used'`.execute(transaction);
      return rows[0]?.id ?? 0;
    });
  }

  /** Whether there is anything for this sink: where there is not, nobody has to wait for a lock. */
  async hasMore(sink: string): Promise<boolean> {
    const { rows } = await sql<{ more: boolean }>`
      select exists (select from ledger where kind = 'used' and id > coalesce(
        (select ledger_id from usage_exports where sink = ${sink}), 0)) as more`.execute(this.database);
    return rows[0]?.more === true;
  }

  /**
   * Hands the next entries to `send`, and moves the cursor once they are safe. Answers how many there were; none where
   * another replica is at it.
   */
  advance(
    sink: string,
    upTo: number,
    limit: number,
    send: (rows: readonly LedgerRow[]) => Promise<void>,
  ): Promise<number> {
    return this.database.transaction().execute(async (transaction) => {
      await transaction
        .insertInto('usage_exports')
        .values({ sink, ledger_id: 0 })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      const cursor = await transaction
        .selectFrom('usage_exports')
        .select('ledger_id')
        .where('sink', '=', sink)
        .forUpdate()
        .skipLocked()
        .executeTakeFirst();
      if (cursor === undefined) return 0;
      const rows = await transaction
        .selectFrom('ledger')
        .selectAll()
        .where('kind', '=', 'used')
        .where('id', '>', cursor.ledger_id)
        .where('id', '<=', upTo)
        .orderBy('id')
        .limit(limit)
        .execute();
      const last = rows.at(-1);
      if (last === undefined) return 0;
      await send(rows);
      await transaction
        .updateTable('usage_exports')
        .set({ ledger_id: last.id, exported_at: sql<Date>`clock_timestamp()` })
        .where('sink', '=', sink)
        .execute();
      return rows.length;
    });
  }
}
