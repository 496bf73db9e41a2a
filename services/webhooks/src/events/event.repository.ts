import { type Executor, prepared } from '@imageai/db';
import { Inject, Injectable } from '@nestjs/common';
import { type Kysely, sql } from 'kysely';
import type { WebhooksSchema } from '../db/schema.js';
import { DATABASE } from '../tokens.js';
import { type AccountEvent, bodyOf } from './account-event.js';
import type { PlannedDelivery } from './delivery-plan.js';

/** From when a new delivery may be taken, and by whom it is taken already. */
export interface NewDelivery extends PlannedDelivery {
  readonly dueAt: Date;
  readonly lease: string | null;
}

@Injectable()
export class EventRepository {
  constructor(@Inject(DATABASE) private readonly database: Kysely<WebhooksSchema>) {}

  /**
   * Events and their deliveries, all or none, in one statement; of an event that was there already nothing is written.
   * Says which events are new.
   */
  async insert(
    events: readonly AccountEvent[],
    deliveries: readonly NewDelivery[],
    now: Date,
    executor: Executor<WebhooksSchema> = this.database,
  ): Promise<Set<string>> {
    const wanted = new Set(deliveries.map(({ event }) => event.id));
    const eventRows = events.map((event) => ({
      id: event.id,
      type: event.type,
      account_id: event.accountId,
      generation_id: event.generationId,
      occurred_at: event.occurredAt,
      received_at: now,
      body: wanted.has(event.id) ? bodyOf(event) : null,
    }));
    const deliveryRows = deliveries.map(({ id, event, endpointId, target, url, dueAt, lease }) => ({
      id,
      event_id: event.id,
      account_id: event.accountId,
      event_type: event.type,
      endpoint_id: endpointId,
      target,
      url,
      due_at: dueAt,
      lease,
      created_at: now,
    }));
    const { rows } = await sql<{ id: string }>`${prepared('insert_events')}
      with new_events as (
        insert into events (id, type, account_id, generation_id, occurred_at, received_at, body)
        select id, type, account_id, generation_id, occurred_at, received_at, body
        from jsonb_populate_recordset(null::events, ${JSON.stringify(eventRows)}::jsonb)
        on conflict (id) do nothing
        returning id
      ), made as (
        insert into deliveries
          (id, event_id, account_id, event_type, endpoint_id, target, url, due_at, lease, created_at)
        select
          d.id, d.event_id, d.account_id, d.event_type, d.endpoint_id, d.target, d.url, d.due_at, d.lease, d.created_at
        from jsonb_populate_recordset(null::deliveries, ${JSON.stringify(deliveryRows)}::jsonb) d
        join new_events on new_events.id = d.event_id
      )
      select id from new_events`.execute(executor);
    return new Set(rows.map(({ id }) => id));
  }
}
