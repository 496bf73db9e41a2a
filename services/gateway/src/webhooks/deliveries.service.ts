import {
  isId,
  type ListWebhookDeliveries,
  type WebhookDelivery,
  type WebhookDeliveryDetails,
  type WebhookDeliveryPage,
} from '@imageai/api';
import { DeliveryStatus } from '@imageai/contracts/webhooks';
import { AppError } from '@imageai/errors';
import { Inject, Injectable } from '@nestjs/common';
import type { DeliveriesClient } from '../peers/peers.js';
import { DELIVERIES } from '../tokens.js';
import { toAttempt, toDelivery, toDeliveryStatus } from './webhook.convert.js';
import { WebhooksPeer } from './webhooks-peer.js';

/** What was delivered to an account's receivers, and once more. */
@Injectable()
export class DeliveriesService {
  constructor(
    @Inject(DELIVERIES) private readonly deliveries: DeliveriesClient,
    private readonly peer: WebhooksPeer,
  ) {}

  async list(accountId: string, query: ListWebhookDeliveries): Promise<WebhookDeliveryPage> {
    const request = {
      accountId,
      endpointId: query.webhook_id ?? '',
      pageSize: query.limit,
      pageToken: query.cursor ?? '',
      status: query.status ? toDeliveryStatus(query.status) : DeliveryStatus.DELIVERY_STATUS_UNSPECIFIED,
      eventType: query.event_type ?? '',
    };
    const { deliveries, nextPageToken } = await this.peer.ask(() => this.deliveries.listDeliveries(request));
    return {
      data: deliveries.map(toDelivery),
      has_more: nextPageToken !== '',
      next_cursor: nextPageToken || null,
    };
  }

  async get(accountId: string, id: string): Promise<WebhookDeliveryDetails> {
    const deliveryId = deliveryIdOf(id);
    const { delivery, attempts, body } = await this.peer.ask(() =>
      this.deliveries.getDelivery({ accountId, deliveryId }),
    );
    return { ...toDelivery(delivery), attempts: attempts.map(toAttempt), body };
  }

  async replay(accountId: string, id: string): Promise<WebhookDelivery> {
    const deliveryId = deliveryIdOf(id);
    const { delivery } = await this.peer.ask(() => this.deliveries.replayDelivery({ accountId, deliveryId }));
    return toDelivery(delivery);
  }
}

function deliveryIdOf(id: string): string {
  if (!isId('msg', id)) throw new AppError('not_found', { message: 'No such delivery.' });
  return id;
}
