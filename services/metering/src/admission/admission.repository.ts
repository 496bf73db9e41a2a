import { Inject, Injectable } from '@nestjs/common';
import { type Kysely, sql } from 'kysely';
import type { Clock } from '../clock.js';
import type { MeteringSchema } from '../db/schema.js';
import { CLOCK, DATABASE } from '../tokens.js';

export interface LimitStatusRow {
  readonly requests_remaining: number;
  readonly reset_ms: number;
  readonly retry_after_ms: number;
  readonly images_remaining: number;
  readonly month_ends_at: Date;
}

export interface AdmitRow extends LimitStatusRow {
  readonly outcome: 'admitted' | 'minute' | 'month' | 'key_minute' | 'key_month' | 'conflict';
  readonly reserved_at: Date | null;
}

/** A request as the SQL function reads it. */
export interface AdmitCommand {
  readonly account_id: string;
  readonly key_id: string;
  readonly generation_id: string;
  readonly images: number;
  readonly per_minute: number;
  readonly per_month: number;
  /** Null: the key has no limit of its own. */
  readonly key_per_minute: number | null;
  readonly key_per_month: number | null;
}

@Injectable()
export class AdmissionRepository {
  constructor(
    @Inject(DATABASE) private readonly database: Kysely<MeteringSchema>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Decides, reserves and appends to the ledger, in one statement and so in one transaction. */
  async admit(commands: readonly AdmitCommand[]): Promise<AdmitRow[]> {
    const requests = JSON.stringify(commands.map((command, place) => ({ place, ...command })));
    const { rows } = await sql<AdmitRow>`
      select outcome, reserved_at, requests_remaining, reset_ms, retry_after_ms, images_remaining, month_ends_at
      from admit(${requests}::jsonb, ${this.clock.now()}::timestamptz) order by place`.execute(this.database);
    return rows;
  }

  async status(accountId: string, perMinute: number, perMonth: number): Promise<LimitStatusRow | undefined> {
    const { rows } = await sql<LimitStatusRow>`
      select requests_remaining, reset_ms, retry_after_ms, images_remaining, month_ends_at
      from limit_status(${accountId}, ${perMinute}, ${perMonth}, ${this.clock.now()}::timestamptz)`.execute(
      this.database,
    );
    return rows[0];
  }
}
