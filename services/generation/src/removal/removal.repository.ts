import type { Executor } from '@imageai/db';
import type { Removal, RemovalStore } from '@imageai/messaging';
import { Inject, Injectable } from '@nestjs/common';
import { type Kysely, sql } from 'kysely';
import type { GenerationSchema } from '../db/schema.js';
import { DATABASE } from '../tokens.js';

@Injectable()
export class RemovalRepository implements RemovalStore {
  constructor(@Inject(DATABASE) private readonly database: Kysely<GenerationSchema>) {}

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

  /** Generations of the account that have not ended. */
  async live(accountId: string, limit: number): Promise<string[]> {
    const rows = await this.database
      .selectFrom('generations')
      .select('id')
      .where('account_id', '=', accountId)
      .where('status', 'in', ['queued', 'running'])
      .limit(limit)
      .execute();
    return rows.map(({ id }) => id);
  }

  /** Removes ended generations whose events are published, at most so many; how many there were. */
  removeEnded(accountId: string, limit: number): Promise<number> {
    return this.database.transaction().execute(async (transaction) => {
      const { rows: doomed } = await sql<{ id: string }>`
        select id from generations g where account_id = ${accountId} and status not in ('queued', 'running')
          and not exists (select from outbox o where o.generation_id = g.id)
        limit ${limit} for update skip locked`.execute(transaction);
      const ids = doomed.map(({ id }) => id);
      if (ids.length === 0) return 0;
      const images = await transaction.deleteFrom('images').where('generation_id', 'in', ids).executeTakeFirst();
      await transaction.deleteFrom('dead_letters').where('generation_id', 'in', ids).execute();
      await transaction.deleteFrom('generations').where('id', 'in', ids).execute();
      await this.note(transaction, accountId, { generations: ids.length, images: Number(images.numDeletedRows) });
      return ids.length;
    });
  }

  /** Removes what is kept by account, once no generation is left; false while there is one. */
  removeRest(accountId: string): Promise<boolean> {
    return this.database.transaction().execute(async (transaction) => {
      const left = await transaction
        .selectFrom('generations')
        .select('id')
        .where('account_id', '=', accountId)
        .executeTakeFirst();
      if (left !== undefined) return false;
      const keys = await transaction
        .deleteFrom('idempotency_keys')
        .where('account_id', '=', accountId)
        .executeTakeFirst();
      await transaction.deleteFrom('accounts').where('account_id', '=', accountId).execute();
      await this.note(transaction, accountId, { idempotency_keys: Number(keys.numDeletedRows) });
      return true;
    });
  }

  /** Adds to what was removed. */
  private async note(
    connection: Executor<GenerationSchema>,
    accountId: string,
    counts: Readonly<Record<string, number>>,
  ) {
    for (const [what, count] of Object.entries(counts).filter(([, count]) => count > 0)) {
      await sql`
        update account_removals set removed = jsonb_set(
          removed, array[${what}]::text[], to_jsonb(coalesce((removed->>${what})::bigint, 0) + ${count}::bigint))
        where account_id = ${accountId}`.execute(connection);
    }
  }
}
