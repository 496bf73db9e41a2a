import type {
  CreateWebhookRequest,
  DefaultWebhookSecret,
  RotateWebhookSecretRequest,
  UpdateWebhookRequest,
  WebhookDelivery,
  WebhookList,
  WebhookResource,
  WebhookWithSecret,
} from '@imageai/api';
import type { Transport } from '../http/transport.js';
import type { MakingOptions, RequestOptions } from '../options.js';
import { WebhookDeliveries } from './webhook-deliveries.js';

const path = '/api/webhooks';

/** Where an account's events are delivered. */
export class Webhooks {
  readonly deliveries: WebhookDeliveries;

  constructor(private readonly transport: Transport) {
    this.deliveries = new WebhookDeliveries(transport);
  }

  /** Registers an endpoint. Its secret is in this answer and in no later one. */
  create(params: CreateWebhookRequest, options: MakingOptions = {}): Promise<WebhookWithSecret> {
    return this.transport.json({ method: 'POST', path, body: params, makes: true }, options);
  }

  /** All endpoints, newest first. */
  async list(options: RequestOptions = {}): Promise<WebhookResource[]> {
    const { data } = await this.transport.json<WebhookList>({ method: 'GET', path }, options);
    return data;
  }

  get(id: string, options: RequestOptions = {}): Promise<WebhookResource> {
    return this.transport.json({ method: 'GET', path: pathOf(id) }, options);
  }

  /** Changes what is named, and nothing else. */
  update(id: string, changes: UpdateWebhookRequest, options: RequestOptions = {}): Promise<WebhookResource> {
    return this.transport.json({ method: 'PATCH', path: pathOf(id), body: changes }, options);
  }

  delete(id: string, options: RequestOptions = {}): Promise<void> {
    return this.transport.nothing({ method: 'DELETE', path: pathOf(id) }, options);
  }

  /** A new secret; those before go on signing until the overlap ends. */
  rotateSecret(
    id: string,
    params: RotateWebhookSecretRequest = {},
    options: MakingOptions = {},
  ): Promise<WebhookWithSecret> {
    const call = { method: 'POST', path: `${pathOf(id)}/rotate-secret`, body: params, makes: true } as const;
    return this.transport.json(call, options);
  }

  /** Has a `webhook.test` delivered to it. */
  test(id: string, options: MakingOptions = {}): Promise<WebhookDelivery> {
    return this.transport.json({ method: 'POST', path: `${pathOf(id)}/test`, makes: true }, options);
  }

  /** What signs deliveries to the `webhook_url` of single requests. */
  defaultSecret(options: RequestOptions = {}): Promise<DefaultWebhookSecret> {
    return this.transport.json({ method: 'GET', path: `${path}/default-secret` }, options);
  }

  rotateDefaultSecret(
    params: RotateWebhookSecretRequest = {},
    options: MakingOptions = {},
  ): Promise<DefaultWebhookSecret> {
    const call = { method: 'POST', path: `${path}/default-secret/rotate`, body: params, makes: true } as const;
    return this.transport.json(call, options);
  }
}

const pathOf = (id: string): string => `${path}/${encodeURIComponent(id)}`;
