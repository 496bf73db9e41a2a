import { Inject, Injectable } from '@nestjs/common';
import type { Kysely } from 'kysely';
import type { EndpointRow, WebhooksSchema } from '../db/schema.js';
import type { AccountEvent } from '../events/account-event.js';
import { EventRepository, type NewDelivery } from '../events/event.repository.js';
import { DATABASE } from '../tokens.js';

@Injectable()
export class HealthRepository {
  constructor(
    @Inject(DATABASE) private readonly database: Kysely<WebhooksSchema>,
    private readonly events: EventRepository,
  ) {}

  async beginFailing(endpointId: string, since: Date): Promise<void> {
    await this.database
      .updateTable('endpoints')
      .set({ failing_since: since })
      .where('id', '=', endpointId)
      .where('failing_since', 'is', null)
      .execute();
  }

  async endFailing(endpointId: string): Promise<void> {
    await this.database
      .updateTable('endpoints')
      .set({ failing_since: null })
      .where('id', '=', endpointId)
      .where('failing_since', 'is not', null)
      .execute();
  }

  /** Disables it and tells its account's other endpoints, in one transaction; false when it was disabled already. */
  disable(
    endpoint: EndpointRow,
    reason: string,
    now: Date,
    event: AccountEvent,
    deliveries: readonly NewDelivery[],
  ): Promise<boolean> {
    return this.database.transaction().execute(async (transaction) => {
      const { numUpdatedRows } = await transaction
        .updateTable('endpoints')
        .set({ disabled: true, disabled_reason: reason, disabled_at: now })
        .where('id', '=', endpoint.id)
        .where('disabled', '=', false)
        .executeTakeFirst();
      if (numUpdatedRows === 0n) return false;
      await this.events.insert([event], deliveries, now, transaction);
      return true;
    });
  }
}
