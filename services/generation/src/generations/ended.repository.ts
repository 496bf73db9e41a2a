import { Inject, Injectable } from '@nestjs/common';
import { type Kysely, sql } from 'kysely';
import type { GenerationSchema } from '../db/schema.js';
import { DATABASE } from '../tokens.js';

export interface EndedRow {
  readonly id: string;
  readonly account_id: string;
  readonly created_at: Date;
  readonly stored: readonly string[];
}

export interface EndedSpan {
  /** Between these lie the ids of all that can have ended in the span: ids sort by the time of acceptance. */
  readonly afterId: string;
  readonly beforeId: string;
  readonly from: Date;
  readonly before: Date;
  readonly limit: number;
}

@Injectable()
export class EndedRepository {
  constructor(@Inject(DATABASE) private readonly database: Kysely<GenerationSchema>) {}

  async list({ afterId, beforeId, from, before, limit }: EndedSpan): Promise<EndedRow[]> {
    const { rows } = await sql<EndedRow>`
      select g.id, g.account_id, g.created_at, array(
        select i.id from images i where i.generation_id = g.id and i.status = 'stored' order by i.index) as stored
      from generations g
      where g.id > ${afterId} and g.id < ${beforeId} and g.finished_at >= ${from} and g.finished_at < ${before}
      order by g.id limit ${limit}`.execute(this.database);
    return rows;
  }
}
