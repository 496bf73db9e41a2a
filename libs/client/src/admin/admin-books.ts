import type { BooksReport, RebuiltBooks } from '@imageai/api/admin';
import type { Transport } from '../http/transport.js';
import type { RequestOptions } from '../options.js';

/** Whether the sums are those of the ledger. */
export class AdminBooks {
  constructor(private readonly transport: Transport) {}

  /** Changes nothing. Of the current month and the one before, where none is named. */
  check(month?: string, options: RequestOptions = {}): Promise<BooksReport> {
    return this.transport.json({ method: 'POST', path: '/admin/books/check', body: { month } }, options);
  }

  /** Computes balance and usage of an account and month anew from the ledger. */
  rebuild(accountId: string, month: string, options: RequestOptions = {}): Promise<RebuiltBooks> {
    const body = { account_id: accountId, month };
    return this.transport.json({ method: 'POST', path: '/admin/books/rebuild', body }, options);
  }
}
