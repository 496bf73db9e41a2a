import { Inject, Injectable } from '@nestjs/common';
import { type Insertable, type Kysely, sql } from 'kysely';
import type { WebhooksSchema } from '../db/schema.js';
import { DATABASE } from '../tokens.js';

export type NewEvent = Insertable<WebhooksSchema['events']>;

@Injectable()
export class EventRepository {
  constructor(@Inject(DATABASE) private readonly database: Kysely<WebhooksSchema>) {}

  /** False when it was there already. */
  async insert(event: NewEvent): Promise<boolean> {
    const { numInsertedOrUpdatedRows } = await this.database
      .insertInto('events')
      .values(event)
      .onConflict((conflict) => conflict.column('id').doNothing())
      .executeTakeFirst();
    return numInsertedOrUpdatedRows === 1n;
  }

  /** Forgets what was received longer ago; the event stream itself keeps seven days. */
  async forget(days: number): Promise<void> {
    await this.database
      .deleteFrom('events')
      .where('received_at', '<', sql<Date>`now() - ${days} * interval '1 day'`)
      .execute();
  }
}
