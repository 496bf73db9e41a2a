import type {
  GetBalanceRequest,
  GetBalanceResponse,
  ListLedgerEntriesRequest,
  ListLedgerEntriesResponse,
  RebuildBalanceRequest,
  RebuildBalanceResponse,
} from '@imageai/contracts/metering';
import { AppError } from '@imageai/errors';
import { Injectable } from '@nestjs/common';
import { checkId, checkMonth, invalid } from '../checks.js';
import { toBalance, toLedgerEntry } from './usage.convert.js';
import { UsageRepository } from './usage.repository.js';

const defaultPageSize = 100;
const largestPageSize = 1_000;

@Injectable()
export class UsageService {
  constructor(private readonly repository: UsageRepository) {}

  async balance(request: GetBalanceRequest): Promise<GetBalanceResponse> {
    const accountId = checkId(request.accountId, 'account_id');
    const row = await this.repository.balance(accountId, request.month === '' ? '' : checkMonth(request.month));
    if (row === undefined) throw new AppError('internal_error');
    return { balance: toBalance(row) };
  }

  async entries(request: ListLedgerEntriesRequest): Promise<ListLedgerEntriesResponse> {
    const accountId = checkId(request.accountId, 'account_id');
    const month = checkMonth(request.month);
    const pageSize = Math.min(request.pageSize || defaultPageSize, largestPageSize);
    const rows = await this.repository.entries(accountId, month, checkToken(request.pageToken), pageSize + 1);
    const page = rows.slice(0, pageSize);
    const last = rows.length > pageSize ? page.at(-1) : undefined;
    return { entries: page.map(toLedgerEntry), nextPageToken: last === undefined ? '' : String(last.id) };
  }

  async rebuild(request: RebuildBalanceRequest): Promise<RebuildBalanceResponse> {
    const account_id = checkId(request.accountId, 'account_id');
    const month = checkMonth(request.month);
    const row = await this.repository.rebuild(account_id, month);
    if (row === undefined) throw new AppError('internal_error');
    return {
      before: toBalance({ account_id, month, reserved: row.reserved_before, used: row.used_before }),
      after: toBalance({ account_id, month, reserved: row.reserved_after, used: row.used_after }),
    };
  }
}

function checkToken(token: string): number {
  if (/^\d{0,15}$/.test(token)) return Number(token);
  throw invalid('page_token', 'page_token must be from the previous answer.');
}
