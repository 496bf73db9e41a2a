import {
  getWebhookDeliveryRoute,
  type ListWebhookDeliveries,
  listWebhookDeliveriesRoute,
  replayWebhookDeliveryRoute,
  type WebhookDelivery,
  type WebhookDeliveryDetails,
  type WebhookDeliveryPage,
} from '@imageai/api';
import { Controller, Param, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Serves } from '../http/serves.js';
import { DeliveriesService } from './deliveries.service.js';

type Request = Pick<FastifyRequest, 'call'>;

@Controller()
export class DeliveriesController {
  constructor(private readonly deliveries: DeliveriesService) {}

  @Serves(listWebhookDeliveriesRoute)
  list(@Req() { call }: Request, @Query() query: ListWebhookDeliveries): Promise<WebhookDeliveryPage> {
    return this.deliveries.list(call.caller.accountId, query);
  }

  @Serves(getWebhookDeliveryRoute)
  get(@Req() { call }: Request, @Param('id') id: string): Promise<WebhookDeliveryDetails> {
    return this.deliveries.get(call.caller.accountId, id);
  }

  @Serves(replayWebhookDeliveryRoute)
  replay(@Req() { call }: Request, @Param('id') id: string): Promise<WebhookDelivery> {
    return this.deliveries.replay(call.caller.accountId, id);
  }
}
