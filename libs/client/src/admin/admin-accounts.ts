import type { KeyList, KeyResource, SetAccountParameters, UsageQuery, UsageReport } from '@imageai/api';
import type {
  AdminAccount,
  AdminAccountPage,
  CreateAccountParameters,
  DeletionReport,
  LedgerPage,
  LimitParameters,
  ListAccountsQuery,
  ListLedgerQuery,
  SetAccountPlanRequest,
} from '@imageai/api/admin';
import type { Transport } from '../http/transport.js';
import type { RequestOptions } from '../options.js';
import { allPages } from '../resources/all-pages.js';
import { ifMatch, onceOnly, type Versioned } from './versioned.js';

export type { Versioned } from './versioned.js';

const path = '/admin/accounts';

/** Every account. What changes one takes what was looked at: where somebody was faster, nothing is changed. */
export class AdminAccounts {
  constructor(private readonly transport: Transport) {}

  /** A page of them, newest first. */
  list(query: Partial<ListAccountsQuery> = {}, options: RequestOptions = {}): Promise<AdminAccountPage> {
    return this.transport.json({ method: 'GET', path, query }, options);
  }

  /** All of them, newest first, page after page as they are asked for. */
  iterate(
    query: Partial<ListAccountsQuery> = {},
    options: RequestOptions = {},
  ): AsyncGenerator<AdminAccount, void, undefined> {
    return allPages((cursor) => this.list({ ...query, cursor }, options), query.cursor);
  }

  /** One with the same e-mail address is answered as it stands. */
  create(params: CreateAccountParameters, options: RequestOptions = {}): Promise<AdminAccount> {
    return this.transport.json({ method: 'POST', path, body: params }, options);
  }

  get(id: string, options: RequestOptions = {}): Promise<AdminAccount> {
    return this.transport.json({ method: 'GET', path: pathOf(id) }, options);
  }

  setPlan(
    id: string,
    seen: Versioned,
    params: SetAccountPlanRequest,
    options: RequestOptions = {},
  ): Promise<AdminAccount> {
    const call = { method: 'PUT', path: `${pathOf(id)}/plan`, body: params, headers: ifMatch(seen) } as const;
    return this.transport.json(call, onceOnly(options));
  }

  /** In place of those that it has; what is left out is the plan's again. */
  setOverrides(
    id: string,
    seen: Versioned,
    overrides: LimitParameters,
    options: RequestOptions = {},
  ): Promise<AdminAccount> {
    const call = { method: 'PUT', path: `${pathOf(id)}/overrides`, body: overrides, headers: ifMatch(seen) } as const;
    return this.transport.json(call, onceOnly(options));
  }

  /** How the images that it makes from now on are kept; what is not given stays as it is. */
  set(id: string, params: SetAccountParameters, options: RequestOptions = {}): Promise<AdminAccount> {
    return this.transport.json({ method: 'PATCH', path: pathOf(id), body: params }, options);
  }

  /** Its keys are refused everywhere within a second. */
  suspend(id: string, reason = '', options: RequestOptions = {}): Promise<AdminAccount> {
    return this.transport.json({ method: 'POST', path: `${pathOf(id)}/suspend`, body: { reason } }, options);
  }

  reinstate(id: string, options: RequestOptions = {}): Promise<AdminAccount> {
    return this.transport.json({ method: 'POST', path: `${pathOf(id)}/reinstate` }, options);
  }

  /** It cannot be undone. What other services hold of it goes by and by: see `deletionReport`. */
  delete(id: string, seen: Versioned, options: RequestOptions = {}): Promise<AdminAccount> {
    return this.transport.json({ method: 'DELETE', path: pathOf(id), headers: ifMatch(seen) }, onceOnly(options));
  }

  deletionReport(id: string, options: RequestOptions = {}): Promise<DeletionReport> {
    return this.transport.json({ method: 'GET', path: `${pathOf(id)}/deletion` }, options);
  }

  /** All its keys, newest first, ended ones too. */
  async keys(id: string, options: RequestOptions = {}): Promise<KeyResource[]> {
    const { data } = await this.transport.json<KeyList>({ method: 'GET', path: `${pathOf(id)}/keys` }, options);
    return data;
  }

  revokeKey(id: string, keyId: string, options: RequestOptions = {}): Promise<KeyResource> {
    const call = { method: 'DELETE', path: `${pathOf(id)}/keys/${encodeURIComponent(keyId)}` } as const;
    return this.transport.json(call, options);
  }

  usage(id: string, query: Partial<UsageQuery> = {}, options: RequestOptions = {}): Promise<UsageReport> {
    return this.transport.json({ method: 'GET', path: `${pathOf(id)}/usage`, query }, options);
  }

  /** A page of a month's ledger, oldest first. */
  ledger(id: string, query: Partial<ListLedgerQuery> = {}, options: RequestOptions = {}): Promise<LedgerPage> {
    return this.transport.json({ method: 'GET', path: `${pathOf(id)}/ledger`, query }, options);
  }
}

const pathOf = (id: string): string => `${path}/${encodeURIComponent(id)}`;
