import { DeliveriesController } from './deliveries.controller.js';
import { DeliveriesService } from './deliveries.service.js';
import { WebhooksController } from './webhooks.controller.js';
import { WebhooksService } from './webhooks.service.js';
import { WebhooksPeer } from './webhooks-peer.js';

/** What the module takes in for endpoints and deliveries of webhooks. */
export const webhooksControllers = [WebhooksController, DeliveriesController];
export const webhooksProviders = [WebhooksPeer, WebhooksService, DeliveriesService];
