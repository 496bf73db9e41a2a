import { Inject, Injectable } from '@nestjs/common';
import { type Kysely, sql } from 'kysely';
import type { AttemptRow, DeliveryRow, DeliveryState, WebhooksSchema } from '../db/schema.js';
import { DATABASE } from '../tokens.js';

export interface DeliveryFilter {
  readonly accountId: string;
  readonly limit: number;
  readonly beforeId?: string;
  readonly endpointId?: string;
  readonly status?: DeliveryState;
  readonly eventType?: string;
}

@Injectable()
export class DeliveryRepository {
  constructor(@Inject(DATABASE) private readonly database: Kysely<WebhooksSchema>) {}

  /** Newest first. */
  list({ accountId, limit, beforeId, endpointId, status, eventType }: DeliveryFilter): Promise<DeliveryRow[]> {
    let query = this.database.selectFrom('deliveries').selectAll().where('account_id', '=', accountId);
    if (beforeId !== undefined) query = query.where('id', '<', beforeId);
    if (endpointId !== undefined) query = query.where('endpoint_id', '=', endpointId);
    if (status !== undefined) query = query.where('status', '=', status);
    if (eventType !== undefined) query = query.where('event_type', '=', eventType);
    return query.orderBy('id', 'desc').limit(limit).execute();
  }

  find(accountId: string, id: string): Promise<DeliveryRow | undefined> {
    return this.database
      .selectFrom('deliveries')
      .selectAll()
      .where('account_id', '=', accountId)
      .where('id', '=', id)
      .executeTakeFirst();
  }

  attempts(deliveryId: string): Promise<AttemptRow[]> {
    return this.database
      .selectFrom('attempts')
      .selectAll()
      .where('delivery_id', '=', deliveryId)
      .orderBy('number')
      .execute();
  }

  async body(eventId: string): Promise<string> {
    const row = await this.database.selectFrom('events').select('body').where('id', '=', eventId).executeTakeFirst();
    return row?.body ?? '';
  }

  /**
   * Due now: an ended one with all its waits before it again, a pending one where it stands. One that is being tried
   * at this moment stays as it is. Answers how it stands then.
   */
  async replay(accountId: string, id: string, now: Date): Promise<DeliveryRow | undefined> {
    await this.database
      .updateTable('deliveries')
      .set({
        status: 'pending',
        step: sql<number>`case when status = 'pending' then step else 0 end`,
        due_at: now,
        lease: null,
        finished_at: null,
      })
      .where('account_id', '=', accountId)
      .where('id', '=', id)
      .where((where) => where.or([where('lease', 'is', null), where('due_at', '<=', now)]))
      .execute();
    return this.find(accountId, id);
  }
}
