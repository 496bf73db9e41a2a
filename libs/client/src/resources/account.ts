import type { AccountResource, UsageQuery, UsageReport } from '@imageai/api';
import type { Transport } from '../http/transport.js';
import type { RequestOptions } from '../options.js';

/** The account that the key belongs to. */
export class Account {
  constructor(private readonly transport: Transport) {}

  /** Plan, limits, and what is left of them. */
  get(options: RequestOptions = {}): Promise<AccountResource> {
    return this.transport.json({ method: 'GET', path: '/api/account' }, options);
  }

  /** What was used, in periods; the days of the current month where nothing else is asked for. */
  usage(query: Partial<UsageQuery> = {}, options: RequestOptions = {}): Promise<UsageReport> {
    return this.transport.json({ method: 'GET', path: '/api/usage', query }, options);
  }
}
