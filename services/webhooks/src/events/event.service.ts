import { counter } from '@imageai/telemetry';
import { Inject, Injectable } from '@nestjs/common';
import { Batcher } from '../batcher.js';
import type { Clock } from '../clock.js';
import type { EndpointRow } from '../db/schema.js';
import { Dispatcher } from '../dispatch/dispatcher.js';
import { EndpointRepository } from '../endpoints/endpoint.repository.js';
import { RemovalRepository } from '../removal/removal.repository.js';
import { CLOCK } from '../tokens.js';
import { type AccountEvent, bodyOf } from './account-event.js';
import { type PlannedDelivery, planDeliveries, toEndpointDelivery } from './delivery-plan.js';
import { EventRepository, type NewDelivery } from './event.repository.js';

const received = counter('imageai_webhooks_events_total', 'Events that webhooks tell, each once.', ['type']);

const maxBatch = 100;

/**
 * Takes each event once and turns it into deliveries, in one transaction with the note that it was taken. Those that
 * find a free place are written as taken by this process, and their first try begins at once.
 */
@Injectable()
export class EventService {
  private readonly intake = new Batcher((events: readonly AccountEvent[]) => this.take(events), maxBatch);

  constructor(
    private readonly repository: EventRepository,
    private readonly endpoints: EndpointRepository,
    private readonly removals: RemovalRepository,
    private readonly dispatcher: Dispatcher,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Resolves when it is written, so that it may be acknowledged. */
  handle(event: AccountEvent): Promise<void> {
    return this.intake.add(event);
  }

  /** One event for one endpoint, whatever it asked for, as the delivery with this id. */
  async deliverTo(endpoint: EndpointRow, event: AccountEvent, deliveryId: string): Promise<void> {
    await this.write([event], [toEndpointDelivery(event, endpoint, deliveryId)]);
  }

  private async take(batch: readonly AccountEvent[]): Promise<undefined[]> {
    const accountIds = [...new Set(batch.map(({ accountId }) => accountId))];
    const [removed, enabled] = await Promise.all([
      this.removals.removedAmong(accountIds),
      this.endpoints.enabled(accountIds),
    ]);
    // Of a deleted account nothing is kept any more, and nobody is told.
    const kept = batch.filter(({ accountId }) => !removed.has(accountId));
    const events = [...new Map(kept.map((event) => [event.id, event])).values()];
    const now = this.clock.now();
    await this.write(
      events,
      events.flatMap((event) => planDeliveries(event, enabled, now)),
    );
    return batch.map(() => undefined);
  }

  private async write(events: readonly AccountEvent[], planned: readonly PlannedDelivery[]): Promise<void> {
    const now = this.clock.now();
    const places = planned.map((delivery) => this.dispatcher.reserve(delivery.target, delivery.isFailing));
    const deliveries = planned.map((delivery, index): NewDelivery => {
      const place = places[index];
      return { ...delivery, lease: place?.lease ?? null, dueAt: place?.until ?? now };
    });
    let fresh = new Set<string>();
    try {
      fresh = await this.repository.insert(events, deliveries, now);
    } finally {
      for (const [index, delivery] of planned.entries()) {
        const place = places[index];
        if (place === undefined) continue;
        const { id, event, endpointId, target, url } = delivery;
        if (!fresh.has(event.id)) place.giveBack();
        else {
          const { accountId, type: eventType, occurredAt } = event;
          place.use({ id, accountId, endpointId, target, url, eventType, occurredAt, body: bodyOf(event), step: 0 });
        }
      }
    }
    for (const { id, type } of events) if (fresh.has(id)) received.inc({ type });
    if (places.includes(undefined)) this.dispatcher.look();
  }
}
