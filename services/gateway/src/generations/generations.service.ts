import {
  type AcceptedGeneration,
  type GenerationPage,
  type GenerationResource,
  isId,
  type ListGenerationsQuery,
  parseCreateGeneration,
} from '@imageai/api';
import type { Generation } from '@imageai/contracts/generation';
import { AppError } from '@imageai/errors';
import { ImageUrls } from '@imageai/image-urls';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config.js';
import type { ApiCall } from '../http/api-call.js';
import { parsed } from '../http/parsed.js';
import { toSource, toWanted } from '../jobs/order.js';
import { SourceAcceptor } from '../jobs/source-acceptor.service.js';
import type { GenerationClient } from '../peers/peers.js';
import { untilAvailable } from '../peers/until-available.js';
import { CONFIG, GENERATION } from '../tokens.js';
import { toAccepted, toResource, toStatus } from './generation.convert.js';

/** Generations that outlive the request that made them. */
@Injectable()
export class GenerationsService {
  constructor(
    private readonly acceptor: SourceAcceptor,
    @Inject(GENERATION) private readonly generation: GenerationClient,
    private readonly urls: ImageUrls,
    @Inject(CONFIG) private readonly config: Pick<Config, 'PUBLIC_URL' | 'PEER_PATIENCE_MS'>,
  ) {}

  async create(call: ApiCall, body: unknown): Promise<AcceptedGeneration> {
    const sent = parsed(parseCreateGeneration(body));
    const { n: images, expires_in: expiresInSeconds, webhook_url: url, webhook_events: eventTypes = [] } = sent;
    const webhook = url === undefined ? undefined : { url, eventTypes };
    const order = { body, answers: 'job', wanted: toWanted(sent), images, expiresInSeconds, webhook } as const;
    return this.accepted(call, await this.acceptor.accept(call, order, toSource(sent)));
  }

  async get(call: ApiCall, id: string): Promise<GenerationResource> {
    return this.resource(call, await this.find(call, id));
  }

  /** The caller's own generation; another's looks like one that does not exist. */
  find(call: ApiCall, id: string): Promise<Generation> {
    const { accountId } = call.caller;
    return this.ask(id, () => this.generation.getGeneration({ accountId, generationId: id }));
  }

  async list(call: ApiCall, query: ListGenerationsQuery): Promise<GenerationPage> {
    const { limit, cursor, request_id, idempotency_key, status } = query;
    const wanted = status && toStatus(status);
    const { generations, nextPageToken } = await untilAvailable(this.config.PEER_PATIENCE_MS, () =>
      this.generation.listGenerations({
        accountId: call.caller.accountId,
        pageSize: limit,
        pageToken: cursor ?? '',
        requestId: request_id ?? '',
        idempotencyKey: idempotency_key ?? '',
        statuses: wanted === undefined ? [] : [wanted],
      }),
    );
    return {
      data: generations.map((generation) => toResource(generation, this.urls, this.origin(call))),
      has_more: nextPageToken !== '',
      next_cursor: nextPageToken || null,
    };
  }

  async cancel(call: ApiCall, id: string): Promise<GenerationResource> {
    const { accountId } = call.caller;
    const cancelled = await this.ask(id, () => this.generation.cancelGeneration({ accountId, generationId: id }));
    return this.resource(call, cancelled);
  }

  /** The answer to a request whose generation goes on, and where to find it. */
  accepted(call: ApiCall, generation: Generation): AcceptedGeneration {
    const accepted = toAccepted(generation, this.origin(call));
    call.setHeaders({ location: accepted.status_url });
    return accepted;
  }

  private resource(call: ApiCall, generation: Generation): GenerationResource {
    return toResource(generation, this.urls, this.origin(call));
  }

  private origin(call: ApiCall): string {
    return this.config.PUBLIC_URL ?? call.origin;
  }

  private async ask(
    id: string,
    call: () => Promise<{ readonly generation?: Generation | undefined }>,
  ): Promise<Generation> {
    if (!isId('gen', id)) throw new AppError('not_found');
    const { generation } = await untilAvailable(this.config.PEER_PATIENCE_MS, call, ({ code }) =>
      code === 'not_found' ? new AppError('not_found') : undefined,
    );
    if (generation === undefined) throw new AppError('not_found');
    return generation;
  }
}
