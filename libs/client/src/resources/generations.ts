import type {
  AcceptedGeneration,
  CreateGenerationRequest,
  GenerationPage,
  GenerationResource,
  ListGenerationsQuery,
} from '@imageai/api';
import { followGeneration, type StreamOptions } from '../events/follow-generation.js';
import type { GenerationEvent } from '../events/generation-event.js';
import type { Transport } from '../http/transport.js';
import type { MakingOptions, RequestOptions } from '../options.js';
import { allPages } from './all-pages.js';
import { type WaitOptions, waitForGeneration } from './wait-for-generation.js';

const path = '/api/generations';

/** Work that outlives the request for it. */
export class Generations {
  constructor(private readonly transport: Transport) {}

  /** Asks for images, and answers at once with where to find them. */
  create(params: CreateGenerationRequest, options: MakingOptions = {}): Promise<AcceptedGeneration> {
    return this.transport.json({ method: 'POST', path, body: params, makes: true }, options);
  }

  get(id: string, options: RequestOptions = {}): Promise<GenerationResource> {
    return this.transport.json({ method: 'GET', path: pathOf(id) }, options);
  }

  /** A page of them, newest first. */
  list(query: Partial<ListGenerationsQuery> = {}, options: RequestOptions = {}): Promise<GenerationPage> {
    return this.transport.json({ method: 'GET', path, query }, options);
  }

  /** All of them, newest first, page after page as they are asked for. */
  iterate(
    query: Partial<ListGenerationsQuery> = {},
    options: RequestOptions = {},
  ): AsyncGenerator<GenerationResource, void, undefined> {
    return allPages((cursor) => this.list({ ...query, cursor }, options), query.cursor);
  }

  /** Takes effect at the next denoising step; answers where the generation stands. What has ended stays as it ended. */
  cancel(id: string, options: RequestOptions = {}): Promise<GenerationResource> {
    return this.transport.json({ method: 'POST', path: `${pathOf(id)}/cancel` }, options);
  }

  /** What happens to it, as it happens; ends after the terminal event. Connections that are cut are made anew. */
  stream(id: string, options: StreamOptions = {}): AsyncGenerator<GenerationEvent, void, undefined> {
    return followGeneration(this.transport, `${pathOf(id)}/events`, options);
  }

  /** The generation when it has ended, however it did: look at its `status`. */
  wait(id: string, options: WaitOptions = {}): Promise<GenerationResource> {
    return waitForGeneration(this, id, options);
  }
}

const pathOf = (id: string): string => `${path}/${encodeURIComponent(id)}`;
