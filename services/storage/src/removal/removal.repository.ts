import type { Removal, RemovalStore } from '@imageai/messaging';
import { Inject, Injectable } from '@nestjs/common';
import { type Kysely, sql } from 'kysely';
import { emptying } from '../db/emptied.js';
import type { Schema } from '../db/schema.js';
import { DATABASE } from '../tokens.js';

@Injectable()
export class RemovalRepository implements RemovalStore {
  constructor(@Inject(DATABASE) private readonly database: Kysely<Schema>) {}

  async request(accountId: string): Promise<void> {
    await this.database
      .insertInto('account_removals')
      .values({ account_id: accountId })
      .onConflict((conflict) => conflict.column('account_id').doUpdateSet({ confirmed_at: null }))
      .execute();
  }

  async unconfirmed(settledMs: number, limit: number): Promise<Removal[]> {
    const { rows } = await sql<{ account_id: string; settled: boolean }>`
      select account_id, requested_at <= clock_timestamp() - ${settledMs} * interval '1 millisecond' as settled
      from account_removals where confirmed_at is null order by requested_at limit ${limit}`.execute(this.database);
    return rows.map(({ account_id: accountId, settled }) => ({ accountId, settled }));
  }

  async noteConfirmation(accountId: string): Promise<void> {
    await this.database
      .updateTable('account_removals')
      .set({ confirmed_at: sql<Date>`clock_timestamp()` })
      .where('account_id', '=', accountId)
      .execute();
  }

  /** How much of what was removed of an account, over all times. */
  async removed(accountId: string): Promise<Record<string, string>> {
    const row = await this.database
      .selectFrom('account_removals')
      .select('removed')
      .where('account_id', '=', accountId)
      .executeTakeFirst();
    return Object.fromEntries(Object.entries(row?.removed ?? {}).map(([what, count]) => [what, String(count)]));
  }

  /** Whether the account was deleted: nothing of it is taken any more. */
  async isRemoved(accountId: string): Promise<boolean> {
    const row = await this.database
      .selectFrom('account_removals')
      .select('account_id')
      .where('account_id', '=', accountId)
      .executeTakeFirst();
    return row !== undefined;
  }

  /** Buries images of the account, so that nobody is given one any more; ids whose bytes are to go. */
  async bury(accountId: string, now: Date, limit: number): Promise<string[]> {
    await sql`
      update images set deleted_at = ${now}, ${emptying}
      where id in (select id from images where account_id = ${accountId} and deleted_at is null limit ${limit})`.execute(
      this.database,
    );
    const rows = await this.database
      .selectFrom('images')
      .select('id')
      .where('account_id', '=', accountId)
      .where('deleted_at', 'is not', null)
      .where('cleared_at', 'is', null)
      .limit(limit)
      .execute();
    return rows.map(({ id }) => id);
  }

  /**
   * Their bytes are gone, which is counted once; how many are cleared. Where an image had renditions, one may have been
   * under way when its files were removed: it is cleared by a look at it after `cutoff`.
   */
  async clear(accountId: string, ids: readonly string[], now: Date, cutoff: Date): Promise<number> {
    const { rows } = await sql<{ cleared: number }>`
      with cleared as (
        update images set cleared_at = ${now} where id = any(${ids}::text[]) and cleared_at is null
          and (deleted_at < ${cutoff} or not exists (select from renditions where image_id = images.id))
        returning id
      ), forgotten as (delete from renditions using cleared where image_id = cleared.id),
      counted as (
        update account_removals set removed = jsonb_set(
          removed, '{images}', to_jsonb(coalesce((removed->>'images')::bigint, 0) + (select count(*) from cleared)))
        where account_id = ${accountId}
      )
      select count(*)::int as cleared from cleared`.execute(this.database);
    return rows[0]?.cleared ?? 0;
  }

  async countInputs(accountId: string, count: number): Promise<void> {
    if (count === 0) return;
    await sql`
      update account_removals set removed = jsonb_set(
        removed, '{inputs}', to_jsonb(coalesce((removed->>'inputs')::bigint, 0) + ${count}::bigint))
      where account_id = ${accountId}`.execute(this.database);
  }
}
