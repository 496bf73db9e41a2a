import { prepared } from '@imageai/db';
import { Inject, Injectable } from '@nestjs/common';
import { type Kysely, sql } from 'kysely';
import type { WebhooksSchema } from '../db/schema.js';
import { DATABASE } from '../tokens.js';
import { isDelivered, type Outcome } from './outcome.js';

@Injectable()
export class OutcomeRepository {
  constructor(@Inject(DATABASE) private readonly database: Kysely<WebhooksSchema>) {}

  /** In one statement; answers the deliveries whose lease still stood. What another has taken over stays its. */
  async record(outcomes: readonly Outcome[]): Promise<Set<string>> {
    const rows = outcomes.map((outcome) => ({
      id: outcome.deliveryId,
      lease: outcome.leaseId,
      url: outcome.url,
      status: isDelivered(outcome) ? 'delivered' : outcome.nextAt === null ? 'failed' : 'pending',
      step: outcome.step,
      due_at: outcome.nextAt,
      finished_at: outcome.nextAt === null ? outcome.endedAt : null,
      error: outcome.error,
      attempted: outcome.answer !== undefined,
      started_at: outcome.answer?.startedAt ?? null,
      duration_ms: outcome.answer?.durationMs ?? 0,
      status_code: outcome.answer?.statusCode ?? 0,
      response_body: outcome.answer?.responseBody ?? '',
    }));
    const { rows: recorded } = await sql<{ id: string }>`${prepared('record_outcomes')}
      with outcomes as (
        select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as o(
          id text, lease uuid, url text, status text, step integer, due_at timestamptz, finished_at timestamptz,
          error text, attempted boolean, started_at timestamptz, duration_ms integer, status_code integer,
          response_body text)
      ), recorded as (
        update deliveries d set
          status = o.status, step = o.step, due_at = o.due_at, lease = null, url = o.url, finished_at = o.finished_at,
          last_error = o.error,
          attempts = d.attempts + o.attempted::integer,
          last_status_code = case when o.attempted then o.status_code else d.last_status_code end
        from outcomes o where d.id = o.id and d.lease = o.lease
        returning d.id, d.attempts
      ), tried as (
        insert into attempts (delivery_id, number, started_at, duration_ms, status_code, error, response_body)
        select r.id, r.attempts, o.started_at, o.duration_ms, o.status_code, o.error, o.response_body
        from recorded r join outcomes o using (id) where o.attempted
      )
      select id from recorded`.execute(this.database);
    return new Set(recorded.map(({ id }) => id));
  }
}
