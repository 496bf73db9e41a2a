import type { Removal, RemovalStore } from '@imageai/messaging';
import { Inject, Injectable } from '@nestjs/common';
import { type Kysely, sql } from 'kysely';
import type { MeteringSchema } from '../db/schema.js';
import { DATABASE } from '../tokens.js';

@Injectable()
export class RemovalRepository implements RemovalStore {
  constructor(@Inject(DATABASE) private readonly database: Kysely<MeteringSchema>) {}

  async request(accountId: string): Promise<void> {
    await this.database
      .insertInto('account_removals')
      .values({ account_id: accountId, requested_at: sql<Date>`clock_timestamp()` })
      .onConflict((conflict) => conflict.column('account_id').doUpdateSet({ confirmed_at: null }))
      .execute();
  }

  async unconfirmed(settledMs: number, limit: number): Promise<Removal[]> {
    const { rows } = await sql<{ account_id: string; settled: boolean }>`
      select account_id, requested_at <= clock_timestamp() - ${settledMs} * interval '1 millisecond' as settled
      from account_removals where confirmed_at is null order by requested_at limit ${limit}`.execute(this.database);
    return rows.map(({ account_id: accountId, settled }) => ({ accountId, settled }));
  }

  /** Answers how many generations of the account are still to end. */
  async forgetKeys(accountId: string): Promise<number> {
    // An admission that is under way is to be seen: it holds this lock until it is committed. Alone in its transaction,
    // because admissions of several accounts hold several of them.
    await sql`select pg_advisory_xact_lock(hashtextextended('imageai.metering.admit:' || ${accountId}, 0))`.execute(
      this.database,
    );
    const { rows } = await sql<{ pending: number }>`select pending from forget_keys(${accountId})`.execute(
      this.database,
    );
    return rows[0]?.pending ?? 0;
  }

  /** How many entries of the ledger a key was taken out of, over all times. */
  async removed(accountId: string): Promise<Record<string, string>> {
    const row = await this.database
      .selectFrom('account_removals')
      .select('ledger_entries')
      .where('account_id', '=', accountId)
      .executeTakeFirst();
    return { keys_of_ledger_entries: String(row?.ledger_entries ?? 0) };
  }

  async noteConfirmation(accountId: string): Promise<void> {
    await this.database
      .updateTable('account_removals')
      .set({ confirmed_at: sql<Date>`clock_timestamp()` })
      .where('account_id', '=', accountId)
      .execute();
  }
}
