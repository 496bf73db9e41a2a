import { Inject, Injectable } from '@nestjs/common';
import { type Kysely, sql } from 'kysely';
import type { Clock } from '../clock.js';
import type { MeteringSchema } from '../db/schema.js';
import { CLOCK, DATABASE } from '../tokens.js';

@Injectable()
export class SweepRepository {
  constructor(
    @Inject(DATABASE) private readonly database: Kysely<MeteringSchema>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The oldest reservations of more than 60 seconds whose job nobody has confirmed. */
  async findUnconfirmed(limit: number): Promise<string[]> {
    const { rows } = await sql<{ generation_id: string }>`
      select generation_id from reservations
      where state = 'open'
        and admitted_at < coalesce(${this.clock.now()}::timestamptz, clock_timestamp()) - interval '60 s'
      order by admitted_at limit ${limit}`.execute(this.database);
    return rows.map((row) => row.generation_id);
  }

  /** These have a job: only its end closes them. */
  async confirm(generationIds: readonly string[]): Promise<void> {
    await sql`
      update reservations set state = 'confirmed'
      where generation_id in (
        select generation_id from reservations where generation_id = any(${[...generationIds]}) and state = 'open'
        for update skip locked)`.execute(this.database);
  }

  /** Gives these back, except what was closed or confirmed meanwhile; says how many it gave back. */
  async abandon(generationIds: readonly string[]): Promise<number> {
    const { rows } = await sql<{ count: number }>`
      select abandon(${[...generationIds]}, ${this.clock.now()}::timestamptz) as count`.execute(this.database);
    return rows[0]?.count ?? 0;
  }

  /** Requests that asked for no images count in their minute and nowhere else. */
  async deleteOldRequestsWithoutImages(limit: number): Promise<number> {
    const result = await sql`
      delete from reservations where generation_id in (
        select generation_id from reservations
        where images = 0
          and admitted_at < coalesce(${this.clock.now()}::timestamptz, clock_timestamp()) - interval '1 hour'
        order by admitted_at limit ${limit} for update skip locked)`.execute(this.database);
    return Number(result.numAffectedRows ?? 0n);
  }
}
