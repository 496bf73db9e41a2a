import type { ImagePage, ImageResource, ListImagesQuery } from '@imageai/api';
import type { Transport } from '../http/transport.js';
import type { RequestOptions } from '../options.js';
import { allPages } from './all-pages.js';

const path = '/api/images';

/** The images that are kept. */
export class Images {
  constructor(private readonly transport: Transport) {}

  /** A page of them, newest first. */
  list(query: Partial<ListImagesQuery> = {}, options: RequestOptions = {}): Promise<ImagePage> {
    return this.transport.json({ method: 'GET', path, query }, options);
  }

  /** All of them, newest first, page after page as they are asked for. */
  iterate(
    query: Partial<ListImagesQuery> = {},
    options: RequestOptions = {},
  ): AsyncGenerator<ImageResource, void, undefined> {
    return allPages((cursor) => this.list({ ...query, cursor }, options), query.cursor);
  }

  get(id: string, options: RequestOptions = {}): Promise<ImageResource> {
    return this.transport.json({ method: 'GET', path: pathOf(id) }, options);
  }

  /** Its bytes are gone when this answers. What is gone already is no error. */
  delete(id: string, options: RequestOptions = {}): Promise<void> {
    return this.transport.nothing({ method: 'DELETE', path: pathOf(id) }, options);
  }
}

const pathOf = (id: string): string => `${path}/${encodeURIComponent(id)}`;
