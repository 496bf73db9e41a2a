import type { HeldImage } from '@imageai/contracts/generation';
import { prepared } from '@imageai/db';
import { Inject, Injectable } from '@nestjs/common';
import { type Kysely, sql } from 'kysely';
import type { GenerationSchema } from '../db/schema.js';
import { DATABASE } from '../tokens.js';

@Injectable()
export class WorkerRepository {
  constructor(@Inject(DATABASE) private readonly database: Kysely<GenerationSchema>) {}

  /**
   * Notes that a worker lives and holds these images, and returns those it should drop: ended, or with another attempt or
   * worker. Rows that are changing just now are skipped rather than waited for; the next beat comes in two seconds. Not
   * durable on purpose: a beat that a crash of Postgres loses delays nothing.
   */
  async beat(workerId: string, held: readonly HeldImage[], now: Date): Promise<string[]> {
    const ids = held.map((image) => image.imageId);
    const attempts = held.map((image) => image.attempt);
    const { rows } = await sql<{ drop: string[] | null }>`${prepared('beat')}
      with relaxed as (select set_config('synchronous_commit', 'off', true)),
      seen as (
        insert into workers (worker_id, seen_at) values (${workerId}, ${now})
        on conflict (worker_id) do update set seen_at = excluded.seen_at
      ),
      held as (select * from unnest(${ids}::text[], ${attempts}::int[]) as h (id, attempt)),
      kept as (
        select i.id from held join images i on i.id = held.id and i.attempt = held.attempt
        where i.status = 'dispatched' or (i.status = 'running' and i.worker_id = ${workerId})
      ),
      free as materialized (
        select i.id from images i join kept on kept.id = i.id order by i.id for update of i skip locked
      ),
      touched as (update images i set last_heartbeat_at = ${now} from free where i.id = free.id)
      select json_agg(held.id) as drop from relaxed, held where held.id not in (select id from kept)`.execute(
      this.database,
    );
    return rows[0]?.drop ?? [];
  }

  /**
   * How many other images ran together with this one: those still running on the worker, and those just lost with it. A
   * worker's id is new at each of its starts.
   */
  async countBeside(imageId: string, workerId: string): Promise<number> {
    const { rows } = await sql<{ beside: number }>`
      select count(*)::int as beside from images
      where status in ('dispatched', 'running') and id <> ${imageId}
        and ((status = 'running' and worker_id = ${workerId}) or lost_worker_id = ${workerId})`.execute(this.database);
    return rows[0]?.beside ?? 0;
  }
}
