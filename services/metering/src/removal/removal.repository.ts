import { Inject, Injectable } from '@nestjs/common';
import { type Kysely, sql } from 'kysely';
import type { AccountRemovalRow, MeteringSchema } from '../db/schema.js';
import { DATABASE } from '../tokens.js';

@Injectable()
export class RemovalRepository {
  constructor(@Inject(DATABASE) private readonly database: Kysely<MeteringSchema>) {}

  /** One that is asked for again is done again. */
  async request(accountId: string, requestedAt: Date): Promise<void> {
    await this.database
      .insertInto('account_removals')
      .values({ account_id: accountId, requested_at: requestedAt })
      .onConflict((conflict) => conflict.column('account_id').doUpdateSet({ confirmed_at: null }))
      .execute();
  }

  unconfirmed(limit: number): Promise<AccountRemovalRow[]> {
    return this.database
      .selectFrom('account_removals')
      .selectAll()
      .where('confirmed_at', 'is', null)
      .orderBy('requested_at')
      .limit(limit)
      .execute();
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

  /** Entries of the ledger that a key was taken out of, over all times that it was done. */
  async forgottenEntries(accountId: string): Promise<number> {
    const row = await this.database
      .selectFrom('account_removals')
      .select('ledger_entries')
      .where('account_id', '=', accountId)
      .executeTakeFirst();
    return row?.ledger_entries ?? 0;
  }

  async noteConfirmation(accountId: string): Promise<void> {
    await this.database
      .updateTable('account_removals')
      .set({ confirmed_at: sql<Date>`clock_timestamp()` })
      .where('account_id', '=', accountId)
      .execute();
  }
}
