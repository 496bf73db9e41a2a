import { type Executor, prepared } from '@imageai/db';
import type { Removal, RemovalStore } from '@imageai/messaging';
import { Inject, Injectable } from '@nestjs/common';
import { type Kysely, sql } from 'kysely';
import type { WebhooksSchema } from '../db/schema.js';
import { DATABASE } from '../tokens.js';

@Injectable()
export class RemovalRepository implements RemovalStore {
  constructor(@Inject(DATABASE) private readonly database: Kysely<WebhooksSchema>) {}

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

  /** Which of these accounts were deleted: nothing of them is taken any more. */
  async removedAmong(accountIds: readonly string[]): Promise<Set<string>> {
    const { rows } = await sql<{ account_id: string }>`${prepared('removed_accounts')}
      select account_id from account_removals where account_id = any(${accountIds}::text[])`.execute(this.database);
    return new Set(rows.map(({ account_id: accountId }) => accountId));
  }

  /** Removes events with their deliveries and tries, at most so many; whether there were none any more. */
  removeEvents(accountId: string, limit: number): Promise<boolean> {
    return this.database.transaction().execute(async (transaction) => {
      const { rows } = await sql<{ events: number; deliveries: number }>`
        with doomed as (select id from events where account_id = ${accountId} limit ${limit}),
        counted as (select count(*)::int as deliveries from deliveries where event_id in (select id from doomed)),
        gone as (delete from events where id in (select id from doomed) returning id)
        select (select count(*)::int from gone) as events, deliveries from counted`.execute(transaction);
      const { events = 0, deliveries = 0 } = rows[0] ?? {};
      await this.note(transaction, accountId, { events, deliveries });
      return events === 0;
    });
  }

  /** Removes endpoints and secrets, the account's default one too, and what was noted of requests that made them. */
  removeEndpoints(accountId: string): Promise<void> {
    return this.database.transaction().execute(async (transaction) => {
      const { rows } = await sql<{ endpoints: number; secrets: number }>`
        with gone as (delete from endpoints where account_id = ${accountId} returning id),
        unsealed as (
          delete from secrets where owner_id = ${accountId} or owner_id in (select id from gone) returning id
        )
        select (select count(*)::int from gone) as endpoints, (select count(*)::int from unsealed) as secrets`.execute(
        transaction,
      );
      await transaction.deleteFrom('idempotency_keys').where('account_id', '=', accountId).execute();
      const { endpoints = 0, secrets = 0 } = rows[0] ?? {};
      await this.note(transaction, accountId, { endpoints, secrets });
    });
  }

  /** Adds to what was removed. */
  private async note(
    connection: Executor<WebhooksSchema>,
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
