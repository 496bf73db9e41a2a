import { Inject, Injectable } from '@nestjs/common';
import { type Kysely, sql } from 'kysely';
import type { GenerationSchema, ImageRow } from '../db/schema.js';
import { DATABASE } from '../tokens.js';

export type SilentImage = Pick<ImageRow, 'id' | 'attempt' | 'dispatches' | 'status' | 'worker_id' | 'message_sequence'>;

@Injectable()
export class SweepRepository {
  constructor(@Inject(DATABASE) private readonly database: Kysely<GenerationSchema>) {}

  /** Generations that have not ended by their deadline. */
  async expired(now: Date, limit: number): Promise<string[]> {
    const rows = await this.database
      .selectFrom('generations')
      .select('id')
      .where('status', 'in', ['queued', 'running'])
      .where('expires_at', '<=', now)
      .orderBy('expires_at')
      .limit(limit)
      .execute();
    return rows.map((row) => row.id);
  }

  /** Images with the workers, or in the work queue, that nothing was heard of since then; published ones only. */
  async silent(since: Date, limit: number): Promise<SilentImage[]> {
    return this.database
      .selectFrom('images')
      .select(['id', 'attempt', 'dispatches', 'status', 'worker_id', 'message_sequence'])
      .where('status', 'in', ['dispatched', 'running'])
      .where('last_heartbeat_at', '<=', since)
      .where((where) => where.or([where('status', '=', 'running'), where('message_sequence', 'is not', null)]))
      .orderBy('last_heartbeat_at')
      .limit(limit)
      .execute();
  }

  /** Images whose message lies in the stream: they wait for a worker, and need not be looked at again soon. */
  async seen(images: readonly SilentImage[], now: Date): Promise<void> {
    const ids = images.map((image) => image.id);
    const dispatches = images.map((image) => image.dispatches);
    await sql`
      with free as materialized (
        select i.id from unnest(${ids}::text[], ${dispatches}::int[]) as s (id, dispatch)
        join images i on i.id = s.id and i.dispatches = s.dispatch and i.status = 'dispatched'
        order by i.id for update of i skip locked
      )
      update images i set last_heartbeat_at = ${now} from free where i.id = free.id`.execute(this.database);
  }
}
