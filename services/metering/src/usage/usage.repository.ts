import { Inject, Injectable } from '@nestjs/common';
import { type Kysely, sql } from 'kysely';
import type { Clock } from '../clock.js';
import type { BalanceRow, LedgerRow, MeteringSchema } from '../db/schema.js';
import { CLOCK, DATABASE } from '../tokens.js';

export interface RebuiltRow {
  readonly reserved_before: number;
  readonly used_before: number;
  readonly reserved_after: number;
  readonly used_after: number;
}

@Injectable()
export class UsageRepository {
  constructor(
    @Inject(DATABASE) private readonly database: Kysely<MeteringSchema>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The balance of a month ("" for the current one); zeros where nothing happened. */
  async balance(accountId: string, month: string): Promise<BalanceRow | undefined> {
    const { rows } = await sql<BalanceRow>`
      with asked as (
        select coalesce(nullif(${month}::text, ''), to_char(
          coalesce(${this.clock.now()}::timestamptz, clock_timestamp()) at time zone 'UTC', 'YYYY-MM')) as month
      )
      select ${accountId}::text as account_id, asked.month, coalesce(reserved, 0) as reserved, coalesce(used, 0) as used
      from asked left join balances on balances.account_id = ${accountId} and balances.month = asked.month`.execute(
      this.database,
    );
    return rows[0];
  }

  entries(accountId: string, month: string, afterId: number, limit: number): Promise<LedgerRow[]> {
    return this.database
      .selectFrom('ledger')
      .selectAll()
      .where('account_id', '=', accountId)
      .where('month', '=', month)
      .where('id', '>', afterId)
      .orderBy('id')
      .limit(limit)
      .execute();
  }

  async rebuild(accountId: string, month: string): Promise<RebuiltRow | undefined> {
    const { rows } = await sql<RebuiltRow>`select * from rebuild_balance(${accountId}, ${month})`.execute(
      this.database,
    );
    return rows[0];
  }
}
