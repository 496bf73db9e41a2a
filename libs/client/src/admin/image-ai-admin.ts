import type { KeyReport, ReportKeyRequest } from '@imageai/api';
import type {
  AdminAuditPage,
  ListAllAuditEntriesQuery,
  ModerationOverview,
  OperatorResource,
} from '@imageai/api/admin';
import { Transport } from '../http/transport.js';
import { type ImageAIOptions, type RequestOptions, settingsOf } from '../options.js';
import { AdminAccounts } from './admin-accounts.js';
import { AdminBooks } from './admin-books.js';
import { AdminPlans } from './admin-plans.js';
import { AdminWork } from './admin-work.js';

export interface ImageAIAdminOptions extends Pick<ImageAIOptions, 'fetch' | 'maxRetries' | 'timeoutMs'> {
  /** The operator's own. It is a secret. */
  readonly token: string;
  /** Where the operators' API is: "http://localhost:8082". */
  readonly baseUrl: string;
}

/** An operator's access to the platform. */
export class ImageAIAdmin {
  readonly accounts: AdminAccounts;
  readonly plans: AdminPlans;
  readonly books: AdminBooks;
  readonly work: AdminWork;
  private readonly transport: Transport;

  constructor({ token, ...options }: ImageAIAdminOptions) {
    if (typeof token !== 'string' || !/^[\x21-\x7e]+$/.test(token)) throw new TypeError('token must be an operator’s.');
    this.transport = new Transport(settingsOf({ ...options, apiKey: token }));
    this.accounts = new AdminAccounts(this.transport);
    this.plans = new AdminPlans(this.transport);
    this.books = new AdminBooks(this.transport);
    this.work = new AdminWork(this.transport);
  }

  /** Whose token it is. */
  operator(options: RequestOptions = {}): Promise<OperatorResource> {
    return this.transport.json({ method: 'GET', path: '/admin/operator' }, options);
  }

  /** Who did what, newest first. */
  audit(query: Partial<ListAllAuditEntriesQuery> = {}, options: RequestOptions = {}): Promise<AdminAuditPage> {
    return this.transport.json({ method: 'GET', path: '/admin/audit', query }, options);
  }

  /** Ends a key that has leaked, by its text. */
  reportKey(params: ReportKeyRequest, options: RequestOptions = {}): Promise<KeyReport> {
    return this.transport.json({ method: 'POST', path: '/admin/keys/report', body: params }, options);
  }

  /** What prompts are held to. */
  moderation(options: RequestOptions = {}): Promise<ModerationOverview> {
    return this.transport.json({ method: 'GET', path: '/admin/moderation' }, options);
  }
}
