import { Inject, Injectable } from '@nestjs/common';
import { type Kysely, sql } from 'kysely';
import type { MeteringSchema } from '../db/schema.js';
import { DATABASE } from '../tokens.js';
import type { BucketName } from './periods.js';

export type GroupColumn = 'key_id' | 'style' | 'size' | 'model';

export interface UsageRow {
  readonly starts_at: Date;
  /** Of the group; empty where nothing is grouped. */
  readonly name: string;
  readonly images: number;
  readonly given_back: number;
  readonly requests: number;
}

export interface RebuiltUsageRow {
  readonly images_before: number;
  readonly given_back_before: number;
  readonly requests_before: number;
  readonly images_after: number;
  readonly given_back_after: number;
  readonly requests_after: number;
  readonly wrong: number;
}

interface UsageQuery {
  readonly accountId: string;
  readonly bucket: BucketName;
  readonly start: Date;
  readonly end: Date;
  readonly groupBy: GroupColumn | undefined;
}

@Injectable()
export class RollupRepository {
  constructor(@Inject(DATABASE) private readonly database: Kysely<MeteringSchema>) {}

  /** Periods with anything, oldest first; start and end are those of buckets. */
  async usage({ accountId, bucket, start, end, groupBy }: UsageQuery): Promise<UsageRow[]> {
    const name = groupBy === undefined ? sql`''` : sql.ref(groupBy);
    const byGrain = sql<UsageRow>`
      select starts_at, ${name} as name,
        sum(images)::bigint as images, sum(given_back)::bigint as given_back, sum(requests)::bigint as requests
      from usage_rollups
      where account_id = ${accountId} and grain = ${bucket === 'hour' ? 'hour' : 'day'}
        and starts_at >= ${start} and starts_at < ${end}
      group by 1, 2`;
    // What month a row is of costs more than to read it: that is asked of the sums of days, of which there are few.
    const asked =
      bucket === 'month'
        ? sql<UsageRow>`
            select date_trunc('month', starts_at, 'UTC') as starts_at, name,
              sum(images)::bigint as images, sum(given_back)::bigint as given_back, sum(requests)::bigint as requests
            from (${byGrain}) days group by 1, 2 order by 1, 2`
        : sql<UsageRow>`${byGrain} order by 1, 2`;
    return (await asked.execute(this.database)).rows;
  }

  async rebuild(accountId: string, month: string): Promise<RebuiltUsageRow | undefined> {
    const { rows } = await sql<RebuiltUsageRow>`select * from rebuild_usage(${accountId}, ${month})`.execute(
      this.database,
    );
    return rows[0];
  }
}
