import { Inject, Injectable } from '@nestjs/common';
import { type Kysely, sql } from 'kysely';
import type { WebhooksSchema } from '../db/schema.js';
import { DATABASE } from '../tokens.js';

@Injectable()
export class RetentionRepository {
  constructor(@Inject(DATABASE) private readonly database: Kysely<WebhooksSchema>) {}

  /** Forgets at most `limit` requests that are over, and says how many. */
  async forgetRequests(now: Date, limit: number): Promise<number> {
    const { rows } = await sql`
      delete from idempotency_keys where (account_id, act, key) in (
        select account_id, act, key from idempotency_keys where expires_at <= ${now}::timestamptz
        order by expires_at limit ${limit} for update skip locked)
      returning key`.execute(this.database);
    return rows.length;
  }

  /**
   * Forgets at most `limit` events that came before `cutoff`, with their deliveries and tries, but none that is still
   * to be delivered; says how many.
   */
  async forget(cutoff: Date, limit: number): Promise<number> {
    const { rows } = await sql`
      delete from events where id in (
        select id from events e
        where received_at < ${cutoff}::timestamptz
          and not exists (select 1 from deliveries d where d.event_id = e.id and d.status = 'pending')
        order by received_at limit ${limit} for update skip locked)
      returning id`.execute(this.database);
    return rows.length;
  }
}
