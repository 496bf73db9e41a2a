import type { AccountResource, DeletedAccount, SetAccountParameters, UsageQuery, UsageReport } from '@imageai/api';
import type { Transport } from '../http/transport.js';
import type { RequestOptions } from '../options.js';

/** The account that the key belongs to, or that the page acts for. */
export class Account {
  constructor(private readonly transport: Transport) {}

  /** Plan, limits, and what is left of them. */
  get(options: RequestOptions = {}): Promise<AccountResource> {
    return this.transport.json({ method: 'GET', path: '/api/account' }, options);
  }

  /** How the images that are made from now on are kept; what is not given stays as it is. For owners' pages. */
  set(params: SetAccountParameters, options: RequestOptions = {}): Promise<AccountResource> {
    return this.transport.json({ method: 'PATCH', path: '/api/account', body: params }, options);
  }

  /** What was used, in periods; the days of the current month where nothing else is asked for. */
  usage(query: Partial<UsageQuery> = {}, options: RequestOptions = {}): Promise<UsageReport> {
    return this.transport.json({ method: 'GET', path: '/api/usage', query }, options);
  }

  /** No member of it any more. For pages. */
  leave(options: RequestOptions = {}): Promise<void> {
    return this.transport.nothing({ method: 'POST', path: '/api/account/leave' }, options);
  }

  /** Ends it, its keys and its members at once. For owners' pages. */
  delete(options: RequestOptions = {}): Promise<DeletedAccount> {
    return this.transport.json({ method: 'DELETE', path: '/api/account' }, options);
  }
}
