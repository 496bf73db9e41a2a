import type { LaneName } from '@imageai/contracts/subjects';
import { Inject, Injectable } from '@nestjs/common';
import { type Kysely, sql } from 'kysely';
import type { GenerationSchema } from '../db/schema.js';
import { DATABASE } from '../tokens.js';

export interface LaneRow {
  readonly lane: LaneName;
  readonly waiting: number;
  readonly dispatched: number;
  readonly running: number;
  readonly oldest_accepted_at: Date | null;
}

export interface WorkerRow {
  readonly worker_id: string;
  readonly seen_at: Date;
  readonly running: number;
}

@Injectable()
export class QueueOverviewRepository {
  constructor(@Inject(DATABASE) private readonly database: Kysely<GenerationSchema>) {}

  /** Lanes in which anything is. */
  async lanes(): Promise<LaneRow[]> {
    const { rows } = await sql<LaneRow>`
      select lane,
        count(*) filter (where status = 'waiting')::int as waiting,
        count(*) filter (where status = 'dispatched')::int as dispatched,
        count(*) filter (where status = 'running')::int as running,
        to_timestamp(min(position) filter (where status <> 'running') / 1e6) as oldest_accepted_at
      from images where status in ('waiting', 'dispatched', 'running')
      group by lane`.execute(this.database);
    return rows;
  }

  async workersSince(since: Date): Promise<WorkerRow[]> {
    const { rows } = await sql<WorkerRow>`
      select w.worker_id, w.seen_at,
        (select count(*)::int from images i where i.status = 'running' and i.worker_id = w.worker_id) as running
      from workers w where w.seen_at >= ${since} order by w.worker_id`.execute(this.database);
    return rows;
  }

  /** Those that nobody sent again. */
  async countDeadLetters(): Promise<number> {
    const { rows } = await sql<{ letters: number }>`
      select count(*)::int as letters from dead_letters where requeued_as_generation_id = ''`.execute(this.database);
    return rows[0]?.letters ?? 0;
  }
}
