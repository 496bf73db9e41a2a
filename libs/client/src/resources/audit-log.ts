import type { AuditEntryResource, AuditPage, ListAuditEntriesQuery } from '@imageai/api';
import type { Transport } from '../http/transport.js';
import type { RequestOptions } from '../options.js';
import { allPages } from './all-pages.js';

/** Who did what in an account. For owners' pages. */
export class AuditLog {
  constructor(private readonly transport: Transport) {}

  /** A page of it, newest first. */
  list(query: Partial<ListAuditEntriesQuery> = {}, options: RequestOptions = {}): Promise<AuditPage> {
    return this.transport.json({ method: 'GET', path: '/api/audit', query }, options);
  }

  /** All of it, newest first, page after page as they are asked for. */
  iterate(
    query: Partial<ListAuditEntriesQuery> = {},
    options: RequestOptions = {},
  ): AsyncGenerator<AuditEntryResource, void, undefined> {
    return allPages((cursor) => this.list({ ...query, cursor }, options), query.cursor);
  }
}
