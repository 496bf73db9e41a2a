import {
  type CreateEndpointRequest,
  type CreateEndpointResponse,
  type Delivery,
  DeliveryServiceService,
  DeliveryStatus,
  type Endpoint,
  EndpointServiceService,
  type GetDeliveryRequest,
  type GetDeliveryResponse,
  type GetEndpointRequest,
  type ListDeliveriesRequest,
  type ListDeliveriesResponse,
  type RotateDefaultSecretRequest,
  type RotateDefaultSecretResponse,
  type RotateSecretRequest,
  type SendTestEventRequest,
  type SendTestEventResponse,
  type UpdateEndpointRequest,
} from '@imageai/contracts/webhooks';
import { AppError } from '@imageai/errors';
import { AllowCallers } from '@imageai/rpc';
import { Controller, Inject } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import { FakeRequests } from './fake-requests.js';
import { FAKE, FakeServer } from './fake-server.js';

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const at = new Date('2026-01-15T12:00:00Z');

/** Endpoints and deliveries of accounts, in memory; refuses as the real service does. */
export class FakeWebhooks {
  readonly endpoints = new Map<string, Endpoint>();
  readonly made = new FakeRequests();
  readonly deliveries = new Map<string, Delivery & { readonly accountId: string }>();
  readonly created: CreateEndpointRequest[] = [];
  readonly updated: UpdateEndpointRequest[] = [];
  readonly rotated: { readonly overlapSeconds: number }[] = [];
  readonly listed: ListDeliveriesRequest[] = [];
  refusal: AppError | undefined;
  /** Calls that fail before one is answered. */
  failures = 0;

  create(request: CreateEndpointRequest): CreateEndpointResponse {
    this.created.push(request);
    this.mayFail();
    return this.made.once('createEndpoint', request, () => ({ endpoint: this.register(request), secret }));
  }

  register({ endpointId: id, accountId, url, eventTypes, description }: CreateEndpointRequest): Endpoint {
    const endpoint = {
      id,
      accountId,
      url,
      eventTypes,
      description,
      disabled: false,
      disabledReason: '',
      createdAt: at,
    };
    this.endpoints.set(id, endpoint);
    return endpoint;
  }

  list({ accountId }: { readonly accountId: string }): { endpoints: Endpoint[] } {
    return { endpoints: [...this.endpoints.values()].filter((endpoint) => endpoint.accountId === accountId) };
  }

  find({ accountId, endpointId }: GetEndpointRequest): Endpoint {
    this.mayFail();
    const endpoint = this.endpoints.get(endpointId);
    if (endpoint?.accountId !== accountId) {
      throw new AppError('not_found', { message: 'No such webhook endpoint.', param: 'endpoint_id' });
    }
    return endpoint;
  }

  update(request: UpdateEndpointRequest): { endpoint: Endpoint } {
    this.updated.push(request);
    return { endpoint: { ...this.find(request), disabled: request.disabled ?? false } };
  }

  rotate(request: RotateSecretRequest) {
    this.rotated.push(request);
    const endpoint = this.find(request);
    return this.made.once(`rotateSecret ${endpoint.id}`, request, () => ({ endpoint, secret }));
  }

  delete(request: GetEndpointRequest): object {
    this.endpoints.delete(this.find(request).id);
    return {};
  }

  test(request: SendTestEventRequest): SendTestEventResponse {
    const endpoint = this.find(request);
    return this.made.once(`sendTestEvent ${endpoint.id}`, request, () => ({
      delivery: this.deliver(`msg_${String(this.deliveries.size).padStart(36, '0')}`, endpoint),
    }));
  }

  defaultSecret() {
    this.mayFail();
    return { secret, rotationEndsAt: undefined };
  }

  rotateDefault(request: RotateDefaultSecretRequest): RotateDefaultSecretResponse {
    this.mayFail();
    return this.made.once('rotateDefaultSecret', request, () => {
      this.rotated.push({ overlapSeconds: request.overlapSeconds });
      return { secret, rotationEndsAt: request.overlapSeconds ? at : undefined };
    });
  }

  deliver(id: string, { id: endpointId, accountId, url }: Endpoint): Delivery {
    const delivery: Delivery & { readonly accountId: string } = {
      id,
      accountId,
      endpointId,
      eventType: 'webhook.test',
      status: DeliveryStatus.DELIVERY_STATUS_PENDING,
      attempts: 0,
      lastStatusCode: 0,
      createdAt: at,
      eventId: `evt_${'0'.repeat(36)}`,
      url,
      lastError: '',
      nextAttemptAt: at,
      finishedAt: undefined,
    };
    this.deliveries.set(id, delivery);
    return delivery;
  }

  listDeliveries(request: ListDeliveriesRequest): ListDeliveriesResponse {
    this.listed.push(request);
    const own = [...this.deliveries.values()].filter(({ accountId }) => accountId === request.accountId);
    return { deliveries: own, nextPageToken: 'more' };
  }

  delivery({ accountId, deliveryId }: GetDeliveryRequest): Delivery {
    this.mayFail();
    const delivery = this.deliveries.get(deliveryId);
    if (delivery?.accountId !== accountId) {
      throw new AppError('not_found', { message: 'No such delivery.', param: 'delivery_id' });
    }
    return delivery;
  }

  private mayFail(): void {
    if (this.refusal !== undefined) throw this.refusal;
    if (this.failures === 0) return;
    this.failures -= 1;
    throw new AppError('unavailable');
  }
}

@Controller()
@AllowCallers('gateway')
class WebhooksController {
  constructor(@Inject(FAKE) private readonly fake: FakeWebhooks) {}

  @GrpcMethod('EndpointService', 'createEndpoint')
  create(request: CreateEndpointRequest) {
    return this.fake.create(request);
  }

  @GrpcMethod('EndpointService', 'listEndpoints')
  list(request: { accountId: string }) {
    return this.fake.list(request);
  }

  @GrpcMethod('EndpointService', 'getEndpoint')
  get(request: GetEndpointRequest) {
    return { endpoint: this.fake.find(request) };
  }

  @GrpcMethod('EndpointService', 'updateEndpoint')
  update(request: UpdateEndpointRequest) {
    return this.fake.update(request);
  }

  @GrpcMethod('EndpointService', 'rotateSecret')
  rotate(request: RotateSecretRequest) {
    return this.fake.rotate(request);
  }

  @GrpcMethod('EndpointService', 'deleteEndpoint')
  delete(request: GetEndpointRequest) {
    return this.fake.delete(request);
  }

  @GrpcMethod('EndpointService', 'sendTestEvent')
  test(request: SendTestEventRequest) {
    return this.fake.test(request);
  }

  @GrpcMethod('EndpointService', 'getDefaultSecret')
  defaultSecret() {
    return this.fake.defaultSecret();
  }

  @GrpcMethod('EndpointService', 'rotateDefaultSecret')
  rotateDefault(request: RotateDefaultSecretRequest) {
    return this.fake.rotateDefault(request);
  }

  @GrpcMethod('DeliveryService', 'listDeliveries')
  listDeliveries(request: ListDeliveriesRequest) {
    return this.fake.listDeliveries(request);
  }

  @GrpcMethod('DeliveryService', 'getDelivery')
  getDelivery(request: GetDeliveryRequest): GetDeliveryResponse {
    const attempt = { number: 1, startedAt: at, durationMs: 3, statusCode: 0, error: 'No answer.', responseBody: '' };
    return { delivery: this.fake.delivery(request), attempts: [attempt], body: '{"type":"webhook.test"}' };
  }

  @GrpcMethod('DeliveryService', 'replayDelivery')
  replay(request: GetDeliveryRequest) {
    return { delivery: this.fake.delivery(request) };
  }
}

export const startFakeWebhooks = () =>
  FakeServer.start(new FakeWebhooks(), WebhooksController, {
    'imageai.webhooks.v1.EndpointService': EndpointServiceService,
    'imageai.webhooks.v1.DeliveryService': DeliveryServiceService,
  });
