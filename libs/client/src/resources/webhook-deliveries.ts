import type { ListWebhookDeliveries, WebhookDelivery, WebhookDeliveryDetails, WebhookDeliveryPage } from '@imageai/api';
import type { Transport } from '../http/transport.js';
import type { MakingOptions, RequestOptions } from '../options.js';
import { allPages } from './all-pages.js';

const path = '/api/webhooks/deliveries';

/** What was sent where, and what came of it. */
export class WebhookDeliveries {
  constructor(private readonly transport: Transport) {}

  /** A page of them, newest first. */
  list(query: Partial<ListWebhookDeliveries> = {}, options: RequestOptions = {}): Promise<WebhookDeliveryPage> {
    return this.transport.json({ method: 'GET', path, query }, options);
  }

  /** All of them, newest first, page after page as they are asked for. */
  iterate(
    query: Partial<ListWebhookDeliveries> = {},
    options: RequestOptions = {},
  ): AsyncGenerator<WebhookDelivery, void, undefined> {
    return allPages((cursor) => this.list({ ...query, cursor }, options), query.cursor);
  }

  /** One with its tries and its body. */
  get(id: string, options: RequestOptions = {}): Promise<WebhookDeliveryDetails> {
    return this.transport.json({ method: 'GET', path: pathOf(id) }, options);
  }

  /** Sends it again, with the same `webhook-id`; answers before it is there. */
  replay(id: string, options: MakingOptions = {}): Promise<WebhookDelivery> {
    return this.transport.json({ method: 'POST', path: `${pathOf(id)}/replay`, makes: true }, options);
  }
}

const pathOf = (id: string): string => `${path}/${encodeURIComponent(id)}`;
