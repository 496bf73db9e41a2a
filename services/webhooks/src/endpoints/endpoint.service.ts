import { isId, newId } from '@imageai/api';
import type {
  CreateEndpointRequest,
  CreateEndpointResponse,
  Endpoint,
  RotateSecretRequest,
  RotateSecretResponse,
  UpdateEndpointRequest,
} from '@imageai/contracts/webhooks';
import { AppError } from '@imageai/errors';
import { Inject, Injectable } from '@nestjs/common';
import { checkAccountId, checkDescription, checkEventTypes, invalid } from '../checks.js';
import type { Clock } from '../clock.js';
import type { Config } from '../config.js';
import type { EndpointRow } from '../db/schema.js';
import { EgressPolicy } from '../egress/egress-policy.js';
import { RemovalRepository } from '../removal/removal.repository.js';
import { SecretService } from '../secrets/secret.service.js';
import { CLOCK, CONFIG } from '../tokens.js';
import { toEndpoint } from './endpoint.convert.js';
import { EndpointRepository } from './endpoint.repository.js';

/** How long a repeated creation is still answered with the secret: as long as idempotency keys are kept. */
const repeatMs = 24 * 60 * 60 * 1_000;

@Injectable()
export class EndpointService {
  constructor(
    private readonly repository: EndpointRepository,
    private readonly secrets: SecretService,
    private readonly egress: EgressPolicy,
    private readonly removals: RemovalRepository,
    @Inject(CONFIG) private readonly config: Pick<Config, 'ENDPOINTS_PER_ACCOUNT'>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async create(request: CreateEndpointRequest): Promise<CreateEndpointResponse> {
    const now = this.clock.now();
    const endpoint = {
      id: checkNewId(request.endpointId) ?? newId('we', now.getTime()),
      account_id: checkAccountId(request.accountId),
      url: this.checkUrl(request.url),
      description: checkDescription(request.description),
      event_types: checkEventTypes(request.eventTypes),
      created_at: now,
    };
    const removed = await this.removals.removedAmong([endpoint.account_id]);
    if (removed.has(endpoint.account_id)) throw new AppError('not_found', { message: 'No such account.' });
    const { idempotency } = request;
    const keyed = idempotency && { accountId: endpoint.account_id, act: 'endpoint.create', ...idempotency };
    const most = this.config.ENDPOINTS_PER_ACCOUNT;
    const result = await this.repository.insert(endpoint, this.secrets.newSealed(endpoint.id), now, most, keyed);
    if (result === 'full') {
      throw invalid('url', `An account has at most ${most} webhook endpoints: delete one that is not needed any more.`);
    }
    if (result === 'taken') return this.repeated(endpoint.account_id, endpoint.id, endpoint.url);
    if ('earlier' in result) return this.replayed(endpoint.account_id, result.earlier.endpointId);
    const { secret } = await this.secrets.show(result.made.id);
    return { endpoint: toEndpoint(result.made, undefined), secret, replayed: false };
  }

  async get(accountId: string, endpointId: string): Promise<Endpoint> {
    return this.present(await this.row(accountId, endpointId));
  }

  async list(accountId: string): Promise<Endpoint[]> {
    const rows = await this.repository.list(accountId);
    const ends = await this.secrets.rotationEnds(rows.map(({ id }) => id));
    return rows.map((row) => toEndpoint(row, ends.get(row.id)));
  }

  async update(request: UpdateEndpointRequest): Promise<Endpoint> {
    const { url, description, eventTypes, disabled } = request;
    const change = {
      ...(url !== undefined && { url: this.checkUrl(url) }),
      ...(description !== undefined && { description: checkDescription(description) }),
      ...(eventTypes !== undefined && { event_types: checkEventTypes(eventTypes.eventTypes) }),
      ...(disabled !== undefined && { disabled }),
    };
    const row = await this.repository.update(request.accountId, request.endpointId, change, this.clock.now());
    return this.present(found(row));
  }

  async rotate(request: RotateSecretRequest): Promise<RotateSecretResponse> {
    const { accountId, endpointId, overlapSeconds, idempotency } = request;
    const row = await this.row(accountId, endpointId);
    const { secret, replayed } = await this.secrets.rotate(accountId, row.id, overlapSeconds, idempotency);
    return { secret, endpoint: await this.present(row), replayed };
  }

  async delete(accountId: string, endpointId: string): Promise<void> {
    if (!(await this.repository.delete(accountId, endpointId))) throw noSuchEndpoint();
  }

  /** What belongs to another account looks like what is not there. */
  async row(accountId: string, endpointId: string): Promise<EndpointRow> {
    return found(await this.repository.find(accountId, endpointId));
  }

  private async repeated(accountId: string, id: string, url: string): Promise<CreateEndpointResponse> {
    const row = await this.repository.find(accountId, id);
    const isRepetition = row?.url === url && this.clock.now().getTime() - row.created_at.getTime() < repeatMs;
    if (!isRepetition) throw invalid('endpoint_id', 'endpoint_id is in use already.');
    return this.shown(row, false);
  }

  private async replayed(accountId: string, id: string): Promise<CreateEndpointResponse> {
    const row = await this.repository.find(accountId, id);
    if (row !== undefined) return this.shown(row, true);
    throw new AppError('not_found', {
      message: 'The webhook endpoint that this Idempotency-Key made was deleted.',
      param: 'endpoint_id',
    });
  }

  private async shown(row: EndpointRow, replayed: boolean): Promise<CreateEndpointResponse> {
    const { secret } = await this.secrets.show(row.id);
    return { endpoint: await this.present(row), secret, replayed };
  }

  private async present(row: EndpointRow): Promise<Endpoint> {
    return toEndpoint(row, (await this.secrets.rotationEnds([row.id])).get(row.id));
  }

  private checkUrl(url: string): string {
    const fault = this.egress.urlFault(url);
    if (fault === undefined) return url;
    throw invalid('url', `url ${fault}.`);
  }
}

function checkNewId(id: string): string | undefined {
  if (id === '' || isId('we', id)) return id || undefined;
  throw invalid('endpoint_id', 'endpoint_id must be an id of the form we_….');
}

const noSuchEndpoint = (): AppError =>
  new AppError('not_found', { message: 'No such webhook endpoint.', param: 'endpoint_id' });

function found(row: EndpointRow | undefined): EndpointRow {
  if (row === undefined) throw noSuchEndpoint();
  return row;
}
