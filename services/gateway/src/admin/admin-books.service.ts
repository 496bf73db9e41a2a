import type { UsageQuery, UsageReport } from '@imageai/api';
import type {
  BooksReport,
  CheckBooksParameters,
  LedgerPage,
  ListLedgerQuery,
  RebuildBooksParameters,
  RebuiltBooks,
} from '@imageai/api/admin';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config.js';
import type { ApiCall } from '../http/api-call.js';
import type { UsageClient } from '../peers/peers.js';
import { refusalsBy } from '../peers/refusals.js';
import { untilAvailable } from '../peers/until-available.js';
import { CONFIG, USAGE } from '../tokens.js';
import { UsageService } from '../usage/usage.service.js';
import { ActRecorder } from './act-recorder.js';
import { AdminAccountsService } from './admin-accounts.service.js';
import { toBooksReport, toLedgerEntry, toRebuiltBooks } from './books.convert.js';

const refusalOf = refusalsBy({ page_size: 'limit', page_token: 'cursor' });

/** What accounts used, and whether the sums are those of the ledger. */
@Injectable()
export class AdminBooksService {
  constructor(
    @Inject(USAGE) private readonly usage: UsageClient,
    @Inject(CONFIG) private readonly config: Pick<Config, 'PEER_PATIENCE_MS'>,
    private readonly reports: UsageService,
    private readonly accounts: AdminAccountsService,
    private readonly acts: ActRecorder,
  ) {}

  async report(call: ApiCall, id: string, query: UsageQuery): Promise<UsageReport> {
    const account = await this.accounts.find(call, id);
    return this.reports.report(account.id, query);
  }

  async ledger(call: ApiCall, id: string, query: ListLedgerQuery): Promise<LedgerPage> {
    const account = await this.accounts.find(call, id);
    const month = query.month ?? new Date().toISOString().slice(0, 7);
    const request = { accountId: account.id, month, pageSize: query.limit, pageToken: query.cursor ?? '' };
    const { entries, nextPageToken } = await this.ask(() => this.usage.listLedgerEntries(request));
    return {
      data: entries.map(toLedgerEntry),
      has_more: nextPageToken !== '',
      next_cursor: nextPageToken || null,
    };
  }

  async check({ month = '' }: CheckBooksParameters): Promise<BooksReport> {
    return toBooksReport(await this.ask(() => this.usage.checkBooks({ month })));
  }

  async rebuild(call: ApiCall, { account_id, month }: RebuildBooksParameters): Promise<RebuiltBooks> {
    const { id: accountId } = await this.accounts.find(call, account_id);
    await this.acts.record(call, { action: 'books.rebuild', accountId, targetId: month });
    const balance = await this.ask(() => this.usage.rebuildBalance({ accountId, month }));
    const usage = await this.ask(() => this.usage.rebuildUsage({ accountId, month }));
    return toRebuiltBooks({ account_id: accountId, month }, balance, usage);
  }

  private ask<Answer>(call: () => Promise<Answer>): Promise<Answer> {
    return untilAvailable(this.config.PEER_PATIENCE_MS, call, refusalOf);
  }
}
