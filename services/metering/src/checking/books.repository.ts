import { Inject, Injectable } from '@nestjs/common';
import { type Kysely, sql } from 'kysely';
import type { Clock } from '../clock.js';
import type { MeteringSchema } from '../db/schema.js';
import { CLOCK, DATABASE } from '../tokens.js';

export interface CheckedRow {
  readonly account_id: string;
  readonly month: string;
  readonly reserved: number;
  readonly used: number;
  /** What open reservations hold. */
  readonly open: number;
  readonly ledger_reserved: number;
  readonly ledger_used: number;
  readonly wrong_rollups: number;
  readonly wrong_keys: readonly WrongKey[];
}

/** What a key with a month of its own is counted with, where the ledger says something else. */
export interface WrongKey {
  readonly key_id: string;
  readonly expected: number;
  readonly found: number;
}

@Injectable()
export class BooksRepository {
  constructor(
    @Inject(DATABASE) private readonly database: Kysely<MeteringSchema>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The current month and the one before. */
  async recentMonths(): Promise<string[]> {
    const { rows } = await sql<{ month: string }>`
      select to_char(date_trunc('month', coalesce(${this.clock.now()}::timestamptz, clock_timestamp()) at time zone 'UTC')
        - age, 'YYYY-MM') as month
      from (values (interval '1 month'), (interval '0')) as ages(age)`.execute(this.database);
    return rows.map(({ month }) => month);
  }

  /** Sums of a month beside those of the ledger, by account. One statement sees one moment, also while others settle. */
  async sums(month: string, afterAccount: string, limit: number): Promise<CheckedRow[]> {
    const { rows } = await sql<CheckedRow>`
      with batch as (
        select account_id, month, reserved, used from balances
        where account_id > ${afterAccount} and month = ${month} order by account_id limit ${limit}
      )
      select batch.*, open.images as open, entries.reserved as ledger_reserved, entries.used as ledger_used,
        wrong_rollups(batch.account_id, batch.month) as wrong_rollups, keys.wrong as wrong_keys
      from batch
      cross join lateral (
        select coalesce(sum(images), 0)::bigint as images from reservations r
        where r.account_id = batch.account_id and r.month = batch.month and r.admitted_at is not null
          and r.state in ('open', 'confirmed')
      ) open
      cross join lateral (
        select coalesce(sum(case when kind = 'reserved' then images else -images end), 0)::bigint as reserved,
          coalesce(sum(images) filter (where kind = 'used'), 0)::bigint as used
        from ledger l where l.account_id = batch.account_id and l.month = batch.month
      ) entries
      cross join lateral (
        select coalesce(jsonb_agg(jsonb_build_object('key_id', k.key_id, 'expected', by_ledger, 'found', k.images)
          order by k.key_id), '[]') as wrong
        from key_balances k, key_images_by_ledger(k.account_id, k.month, k.key_id) by_ledger
        where k.account_id = batch.account_id and k.month = batch.month and k.images <> by_ledger
      ) keys
      order by batch.account_id`.execute(this.database);
    return rows;
  }
}
