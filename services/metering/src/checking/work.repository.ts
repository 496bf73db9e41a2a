import { Inject, Injectable } from '@nestjs/common';
import { type Kysely, sql } from 'kysely';
import type { MeteringSchema } from '../db/schema.js';
import { DATABASE } from '../tokens.js';

export interface ChargedImage {
  readonly account_id: string;
  readonly month: string;
  readonly generation_id: string;
  readonly image_id: string;
}

export interface ChargedSpan {
  readonly month: string;
  readonly accountIds: readonly string[];
  readonly from: Date;
  readonly before: Date;
}

/** What the ledger charged, to be compared with the work of other services. */
@Injectable()
export class WorkRepository {
  constructor(@Inject(DATABASE) private readonly database: Kysely<MeteringSchema>) {}

  /** Accounts with a balance in a month, but for deleted ones: of these the others keep nothing. */
  async accounts(month: string, afterAccount: string, limit: number): Promise<string[]> {
    const { rows } = await sql<{ account_id: string }>`
      select account_id from balances b
      where account_id > ${afterAccount} and month = ${month}
        and not exists (select from account_removals r where r.account_id = b.account_id)
      order by account_id limit ${limit}`.execute(this.database);
    return rows.map(({ account_id }) => account_id);
  }

  /** Images that were charged in a span of time. */
  async chargedIn({ month, accountIds, from, before }: ChargedSpan): Promise<ChargedImage[]> {
    const { rows } = await sql<ChargedImage>`
      select account_id, month, generation_id, image_id from ledger
      where account_id = any(${accountIds}::text[]) and month = ${month} and kind = 'used'
        and created_at >= ${from} and created_at < ${before}`.execute(this.database);
    return rows;
  }

  /** Images that were ever charged for these generations. */
  async chargedFor(generationIds: readonly string[]): Promise<ChargedImage[]> {
    const { rows } = await sql<ChargedImage>`
      select account_id, month, generation_id, image_id from ledger
      where generation_id = any(${generationIds}::text[]) and kind = 'used'`.execute(this.database);
    return rows;
  }
}
