import type { LaneName } from '@imageai/contracts/subjects';
import { prepared } from '@imageai/db';
import { Inject, Injectable } from '@nestjs/common';
import { type Kysely, sql } from 'kysely';
import type { GenerationSchema, ImageState } from '../db/schema.js';
import { DATABASE } from '../tokens.js';
import type { LaneLoad } from './estimate.js';

/** Images of a lane and a state that have not ended. */
export interface QueueCount {
  readonly lane: LaneName;
  readonly status: ImageState;
  readonly images: number;
  /** Sum of their cost: megapixels times steps. */
  readonly cost: number;
  /** When the oldest was accepted, in milliseconds since 1970. */
  readonly oldest: number;
}

/** What an account has in the queue and with the workers. */
export interface AccountLoad extends LaneLoad {
  readonly concurrency: number;
}

@Injectable()
export class QueueRepository {
  constructor(@Inject(DATABASE) private readonly database: Kysely<GenerationSchema>) {}

  async counts(): Promise<QueueCount[]> {
    const { rows } = await sql<QueueCount>`
      select lane, status, count(*)::int as images, sum(cost) as cost, min(position) / 1000 as oldest
      from images where status in ('waiting', 'dispatched', 'running')
      group by lane, status`.execute(this.database);
    return rows;
  }

  /** Images in the lane that nobody began and that were accepted before this one, and their cost. */
  async ahead(lane: LaneName, position: number): Promise<LaneLoad> {
    const { rows } = await sql<LaneLoad>`${prepared('queue_ahead')}
      select count(*)::int as images, coalesce(sum(cost), 0) as cost from images
      where lane = ${lane} and position < ${position} and status in ('waiting', 'dispatched')`.execute(this.database);
    return rows[0] ?? { images: 0, cost: 0 };
  }

  /** Images of the account that have not ended and were accepted before this one, and how many go at once. */
  async aheadOfAccount(accountId: string, lane: LaneName, position: number): Promise<AccountLoad> {
    const { rows } = await sql<AccountLoad>`${prepared('account_ahead')}
      select count(i.id)::int as images, coalesce(sum(i.cost), 0) as cost,
        coalesce((select concurrency from accounts where account_id = ${accountId}), 1) as concurrency
      from images i
      where i.account_id = ${accountId} and i.lane = ${lane} and i.position < ${position}
        and i.status in ('waiting', 'dispatched', 'running')`.execute(this.database);
    return rows[0] ?? { images: 0, cost: 0, concurrency: 1 };
  }
}
