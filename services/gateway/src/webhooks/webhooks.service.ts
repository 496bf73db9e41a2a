import {
  type CreateWebhookParameters,
  type DefaultWebhookSecret,
  isId,
  newId,
  type RotateWebhookSecretParameters,
  type UpdateWebhookParameters,
  type WebhookDelivery,
  type WebhookList,
  type WebhookResource,
  type WebhookWithSecret,
} from '@imageai/api';
import type { CreateEndpointResponse } from '@imageai/contracts/webhooks';
import { AppError } from '@imageai/errors';
import { Inject, Injectable } from '@nestjs/common';
import type { ApiCall } from '../http/api-call.js';
import { showReplayed } from '../idempotency/request-key.js';
import type { EndpointsClient } from '../peers/peers.js';
import { ENDPOINTS } from '../tokens.js';
import { toDefaultSecret, toDelivery, toWebhook } from './webhook.convert.js';
import { WebhooksPeer } from './webhooks-peer.js';

/** Endpoints and secrets of an account. */
@Injectable()
export class WebhooksService {
  constructor(
    @Inject(ENDPOINTS) private readonly endpoints: EndpointsClient,
    private readonly peer: WebhooksPeer,
  ) {}

  async create(call: ApiCall, sent: CreateWebhookParameters): Promise<WebhookWithSecret> {
    const { caller, idempotency } = call;
    // Fixed here, so that asking again after a lost answer makes no second endpoint.
    const endpointId = newId('we');
    const { url, event_types: eventTypes, description } = sent;
    const request = { accountId: caller.accountId, endpointId, url, eventTypes, description, idempotency };
    return withSecret(call, await this.peer.ask(() => this.endpoints.createEndpoint(request)));
  }

  async list(accountId: string): Promise<WebhookList> {
    const { endpoints } = await this.peer.ask(() => this.endpoints.listEndpoints({ accountId }));
    return { data: endpoints.map(toWebhook) };
  }

  async get(accountId: string, id: string): Promise<WebhookResource> {
    const endpointId = endpointIdOf(id);
    const { endpoint } = await this.peer.ask(() => this.endpoints.getEndpoint({ accountId, endpointId }));
    return toWebhook(endpoint);
  }

  async update(accountId: string, id: string, sent: UpdateWebhookParameters): Promise<WebhookResource> {
    const request = {
      accountId,
      endpointId: endpointIdOf(id),
      url: sent.url,
      description: sent.description,
      disabled: sent.disabled,
      eventTypes: sent.event_types && { eventTypes: sent.event_types },
    };
    const { endpoint } = await this.peer.ask(() => this.endpoints.updateEndpoint(request));
    return toWebhook(endpoint);
  }

  async delete(accountId: string, id: string): Promise<void> {
    const endpointId = endpointIdOf(id);
    await this.peer.ask(() => this.endpoints.deleteEndpoint({ accountId, endpointId }));
  }

  async rotate(call: ApiCall, id: string, sent: RotateWebhookSecretParameters): Promise<WebhookWithSecret> {
    const { caller, idempotency } = call;
    const { overlap_seconds: overlapSeconds } = sent;
    const request = { accountId: caller.accountId, endpointId: endpointIdOf(id), overlapSeconds, idempotency };
    return withSecret(call, await this.peer.ask(() => this.endpoints.rotateSecret(request)));
  }

  async test(call: ApiCall, id: string): Promise<WebhookDelivery> {
    const { caller, idempotency } = call;
    const request = { accountId: caller.accountId, endpointId: endpointIdOf(id), idempotency };
    const { delivery, replayed } = await this.peer.ask(() => this.endpoints.sendTestEvent(request));
    if (replayed) showReplayed(call);
    return toDelivery(delivery);
  }

  async defaultSecret(accountId: string): Promise<DefaultWebhookSecret> {
    return toDefaultSecret(await this.peer.ask(() => this.endpoints.getDefaultSecret({ accountId })));
  }

  async rotateDefault(call: ApiCall, sent: RotateWebhookSecretParameters): Promise<DefaultWebhookSecret> {
    const { caller, idempotency } = call;
    const request = { accountId: caller.accountId, overlapSeconds: sent.overlap_seconds, idempotency };
    const rotated = await this.peer.ask(() => this.endpoints.rotateDefaultSecret(request));
    if (rotated.replayed) showReplayed(call);
    return toDefaultSecret(rotated);
  }
}

function withSecret(call: ApiCall, { endpoint, secret, replayed }: CreateEndpointResponse): WebhookWithSecret {
  if (replayed) showReplayed(call);
  return { ...toWebhook(endpoint), secret };
}

function endpointIdOf(id: string): string {
  if (!isId('we', id)) throw new AppError('not_found', { message: 'No such webhook endpoint.' });
  return id;
}
