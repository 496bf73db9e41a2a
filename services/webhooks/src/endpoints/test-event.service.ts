import { newId, webhookTestEventType } from '@imageai/api';
import type { Delivery } from '@imageai/contracts/webhooks';
import { Inject, Injectable } from '@nestjs/common';
import { invalid } from '../checks.js';
import type { Clock } from '../clock.js';
import { DeliveryService } from '../deliveries/delivery.service.js';
import { EventService } from '../events/event.service.js';
import { CLOCK } from '../tokens.js';
import { EndpointService } from './endpoint.service.js';
import { endpointResource } from './endpoint-resource.js';

/** Lets an owner see that deliveries arrive and that their signatures are understood. */
@Injectable()
export class TestEventService {
  constructor(
    private readonly endpoints: EndpointService,
    private readonly events: EventService,
    private readonly deliveries: DeliveryService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async send(accountId: string, endpointId: string): Promise<Delivery> {
    const endpoint = await this.endpoints.row(accountId, endpointId);
    if (endpoint.disabled) throw invalid('endpoint_id', 'The webhook endpoint is disabled: enable it first.');
    const occurredAt = this.clock.now();
    const deliveryId = await this.events.deliverTo(endpoint, {
      id: newId('evt', occurredAt.getTime()),
      type: webhookTestEventType,
      accountId,
      generationId: '',
      occurredAt,
      data: { endpoint: endpointResource(endpoint) },
    });
    return this.deliveries.get(accountId, deliveryId);
  }
}
