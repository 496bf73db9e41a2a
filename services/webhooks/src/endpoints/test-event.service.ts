import { newId, webhookTestEventType } from '@imageai/api';
import type { SendTestEventRequest, SendTestEventResponse } from '@imageai/contracts/webhooks';
import { Inject, Injectable } from '@nestjs/common';
import { invalid } from '../checks.js';
import type { Clock } from '../clock.js';
import { DeliveryService } from '../deliveries/delivery.service.js';
import type { AccountEvent } from '../events/account-event.js';
import { EventService } from '../events/event.service.js';
import { CLOCK } from '../tokens.js';
import { EndpointRepository } from './endpoint.repository.js';
import { EndpointService } from './endpoint.service.js';
import { endpointResource } from './endpoint-resource.js';

/** Lets an owner see that deliveries arrive and that their signatures are understood. */
@Injectable()
export class TestEventService {
  constructor(
    private readonly endpoints: EndpointService,
    private readonly repository: EndpointRepository,
    private readonly events: EventService,
    private readonly deliveries: DeliveryService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async send({ accountId, endpointId, idempotency }: SendTestEventRequest): Promise<SendTestEventResponse> {
    const endpoint = await this.endpoints.row(accountId, endpointId);
    if (endpoint.disabled) throw invalid('endpoint_id', 'The webhook endpoint is disabled: enable it first.');
    const occurredAt = this.clock.now();
    const time = occurredAt.getTime();
    const ids = { eventId: newId('evt', time), deliveryId: newId('msg', time) };
    const keyed = idempotency && { accountId, act: `endpoint.test ${endpointId}`, ...idempotency };
    const earlier = keyed && (await this.repository.earlierTest(keyed, ids, occurredAt));
    const { eventId, deliveryId } = earlier ?? ids;
    // Of an earlier request too: it may have ended between its note and its event. What is there stays as it is.
    const event: AccountEvent = {
      id: eventId,
      type: webhookTestEventType,
      accountId,
      generationId: '',
      occurredAt,
      data: { endpoint: endpointResource(endpoint) },
    };
    await this.events.deliverTo(endpoint, event, deliveryId);
    return { delivery: await this.deliveries.get(accountId, deliveryId), replayed: earlier !== undefined };
  }
}
