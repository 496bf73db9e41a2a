import type {
  AdminModel,
  AdminModelList,
  DeadLetterPage,
  DeadLetterResource,
  ListDeadLettersQuery,
  QueueOverview,
  RetriedDeadLetter,
} from '@imageai/api/admin';
import type { Transport } from '../http/transport.js';
import type { RequestOptions } from '../options.js';
import { allPages } from '../resources/all-pages.js';

const deadLetters = '/admin/dead-letters';

/** What waits, who works, and what failed for good. */
export class AdminWork {
  constructor(private readonly transport: Transport) {}

  queue(options: RequestOptions = {}): Promise<QueueOverview> {
    return this.transport.json({ method: 'GET', path: '/admin/queue' }, options);
  }

  /** Those that cannot be used too. */
  async models(options: RequestOptions = {}): Promise<AdminModel[]> {
    const { data } = await this.transport.json<AdminModelList>({ method: 'GET', path: '/admin/models' }, options);
    return data;
  }

  /** A page of the images that failed for good, newest first. */
  deadLetters(query: Partial<ListDeadLettersQuery> = {}, options: RequestOptions = {}): Promise<DeadLetterPage> {
    return this.transport.json({ method: 'GET', path: deadLetters, query }, options);
  }

  /** All of them, page after page as they are asked for. */
  iterateDeadLetters(
    query: Partial<ListDeadLettersQuery> = {},
    options: RequestOptions = {},
  ): AsyncGenerator<DeadLetterResource, void, undefined> {
    return allPages((cursor) => this.deadLetters({ ...query, cursor }, options), query.cursor);
  }

  /** Has the image made again; asked twice, it answers the same generation. */
  retry(imageId: string, options: RequestOptions = {}): Promise<RetriedDeadLetter> {
    const path = `${deadLetters}/${encodeURIComponent(imageId)}/retry`;
    return this.transport.json({ method: 'POST', path }, options);
  }
}
