import { Inject, Injectable } from '@nestjs/common';
import { type Kysely, sql } from 'kysely';
import type { Clock } from '../clock.js';
import type { MeteringSchema } from '../db/schema.js';
import { CLOCK, DATABASE } from '../tokens.js';

/** A generation that ended, as the SQL function reads it. */
export interface SettleCommand {
  readonly generation_id: string;
  readonly account_id: string;
  readonly key_id: string;
  /** Charged only where there is no reservation. */
  readonly month: string;
  /** ISO 8601; within the month. */
  readonly accepted_at: string;
  /** What usage is grouped by, beside the key. */
  readonly style: string;
  readonly size: string;
  readonly model: string;
  readonly images: readonly {
    readonly id: string;
    readonly stored: boolean;
    /** What became of an image that was not stored. */
    readonly reason: string;
    readonly place: number;
  }[];
}

export type SettleOutcome = 'settled' | 'repeated' | 'unreserved';

@Injectable()
export class SettlementRepository {
  constructor(
    @Inject(DATABASE) private readonly database: Kysely<MeteringSchema>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Settles all of them in one statement; answers in the order asked. */
  async settle(commands: readonly SettleCommand[]): Promise<SettleOutcome[]> {
    const { rows } = await sql<{ generation_id: string; outcome: SettleOutcome }>`
      select generation_id, outcome from settle(
        ${JSON.stringify(commands)}::jsonb, ${this.clock.now()}::timestamptz)`.execute(this.database);
    const outcomes = Map.groupBy(rows, (row) => row.generation_id);
    return commands.map((command) => outcomes.get(command.generation_id)?.shift()?.outcome ?? 'repeated');
  }
}
