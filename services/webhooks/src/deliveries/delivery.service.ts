import type {
  Delivery,
  GetDeliveryRequest,
  GetDeliveryResponse,
  ListDeliveriesRequest,
  ListDeliveriesResponse,
  ReplayDeliveryRequest,
} from '@imageai/contracts/webhooks';
import { DeliveryStatus } from '@imageai/contracts/webhooks';
import { AppError } from '@imageai/errors';
import { Inject, Injectable } from '@nestjs/common';
import { invalid } from '../checks.js';
import type { Clock } from '../clock.js';
import type { DeliveryRow } from '../db/schema.js';
import { Dispatcher } from '../dispatch/dispatcher.js';
import { EndpointRepository } from '../endpoints/endpoint.repository.js';
import { CLOCK } from '../tokens.js';
import { toAttempt, toDelivery, toDeliveryState } from './delivery.convert.js';
import { DeliveryRepository } from './delivery.repository.js';

const defaultPageSize = 20;
const maxPageSize = 100;

@Injectable()
export class DeliveryService {
  constructor(
    private readonly repository: DeliveryRepository,
    private readonly endpoints: EndpointRepository,
    private readonly dispatcher: Dispatcher,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async list(request: ListDeliveriesRequest): Promise<ListDeliveriesResponse> {
    const size = Math.min(request.pageSize || defaultPageSize, maxPageSize);
    const rows = await this.repository.list({
      accountId: request.accountId,
      limit: size + 1,
      ...(request.pageToken !== '' && { beforeId: fromPageToken(request.pageToken) }),
      ...(request.endpointId !== '' && { endpointId: request.endpointId }),
      ...(request.eventType !== '' && { eventType: request.eventType }),
      ...(request.status !== DeliveryStatus.DELIVERY_STATUS_UNSPECIFIED && { status: checkStatus(request.status) }),
    });
    const page = rows.slice(0, size);
    const last = rows.length > size ? page.at(-1) : undefined;
    return { deliveries: page.map(toDelivery), nextPageToken: last === undefined ? '' : toPageToken(last.id) };
  }

  async get(accountId: string, deliveryId: string): Promise<Delivery> {
    return toDelivery(await this.row(accountId, deliveryId));
  }

  async show({ accountId, deliveryId }: GetDeliveryRequest): Promise<GetDeliveryResponse> {
    const row = await this.row(accountId, deliveryId);
    const [attempts, body] = await Promise.all([this.repository.attempts(row.id), this.repository.body(row.event_id)]);
    return { delivery: toDelivery(row), attempts: attempts.map(toAttempt), body };
  }

  async replay({ accountId, deliveryId }: ReplayDeliveryRequest): Promise<Delivery> {
    const { endpoint_id: endpointId } = await this.row(accountId, deliveryId);
    if (endpointId !== null) await this.checkReceiver(accountId, endpointId);
    const row = found(await this.repository.replay(accountId, deliveryId, this.clock.now()));
    this.dispatcher.look();
    return toDelivery(row);
  }

  private async checkReceiver(accountId: string, endpointId: string): Promise<void> {
    const endpoint = await this.endpoints.find(accountId, endpointId);
    if (endpoint === undefined) throw invalid('delivery_id', 'The webhook endpoint of this delivery was deleted.');
    if (endpoint.disabled) {
      throw invalid('delivery_id', 'The webhook endpoint of this delivery is disabled: enable it first.');
    }
  }

  private async row(accountId: string, deliveryId: string): Promise<DeliveryRow> {
    return found(await this.repository.find(accountId, deliveryId));
  }
}

/** Another account's looks like what is not there. */
function found(row: DeliveryRow | undefined): DeliveryRow {
  if (row === undefined) throw new AppError('not_found', { message: 'No such delivery.', param: 'delivery_id' });
  return row;
}

function checkStatus(status: DeliveryStatus) {
  const state = toDeliveryState(status);
  if (state === undefined) throw invalid('status', 'status must be pending, delivered or failed.');
  return state;
}

const toPageToken = (id: string): string => Buffer.from(id).toString('base64url');
const fromPageToken = (token: string): string => Buffer.from(token, 'base64url').toString().replaceAll('\0', '');
