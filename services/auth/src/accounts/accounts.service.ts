import { isId, newId } from '@imageai/api';
import type {
  Account,
  CreateAccountRequest,
  ListAccountsRequest,
  ListAccountsResponse,
  SetImageSettingsRequest,
  SetOverridesRequest,
  SetSuspendedRequest,
} from '@imageai/contracts/auth';
import { AppError } from '@imageai/errors';
import { Injectable } from '@nestjs/common';
import { AuditRepository } from '../audit/audit.repository.js';
import type { Acting } from '../authorization/acting.js';
import { Transactions } from '../db/transactions.js';
import { toOverrideColumns, toPlanKey } from '../limits.js';
import { checkPage } from '../pages.js';
import { checkEmail, checkText } from '../text.js';
import { AccountChanges, type ChangeOutcome, noSuchAccount } from './account-changes.js';
import { toAccount } from './accounts.convert.js';
import { AccountsRepository } from './accounts.repository.js';

@Injectable()
export class AccountsService {
  constructor(
    private readonly accounts: AccountsRepository,
    private readonly changes: AccountChanges,
    private readonly transactions: Transactions,
    private readonly audit: AuditRepository,
  ) {}

  async create(request: CreateAccountRequest, acting: Acting): Promise<Account> {
    const name = checkText(request.name, 'name', { min: 1, max: 200 });
    const email = checkEmail(request.email);
    const plan = toPlanKey(request.plan);
    const account = { id: newId('acct'), name, email, plan };
    await this.transactions.run(async (transaction) => {
      if (!(await this.accounts.insert(transaction, account))) return;
      const record = { action: 'account.create', accountId: account.id, details: { plan } } as const;
      await this.audit.append(transaction, acting, record);
    });
    const row = await this.accounts.findByEmail(email);
    if (row === undefined) throw new AppError('conflict');
    return toAccount(row);
  }

  async get(id: string): Promise<Account> {
    const row = isId('acct', id) ? await this.accounts.findById(id) : undefined;
    if (row === undefined) throw noSuchAccount();
    return toAccount(row);
  }

  async list(request: ListAccountsRequest): Promise<ListAccountsResponse> {
    const { size, token } = checkPage(request, /^acct_\w{1,40}$/);
    const query = checkText(request.query, 'query', { min: 0, max: 254 });
    const plan = request.plan === undefined ? undefined : toPlanKey(request.plan);
    const filter = { query, plan, suspended: request.suspended, withDeleted: request.withDeleted, before: token };
    const rows = await this.accounts.list(filter, size + 1);
    const page = rows.slice(0, size);
    return { accounts: page.map(toAccount), nextPageToken: rows.length > size ? (page.at(-1)?.id ?? '') : '' };
  }

  setOverrides(request: SetOverridesRequest, acting: Acting): Promise<ChangeOutcome> {
    const overrides = toOverrideColumns(request.overrides);
    return this.changes.run(request, acting, async (transaction, { id }) => {
      await this.accounts.setOverrides(transaction, id, overrides);
      return { action: 'account.set_overrides', details: { overrides: JSON.stringify(overrides) } };
    });
  }

  setSuspended(request: SetSuspendedRequest, acting: Acting): Promise<ChangeOutcome> {
    const { suspended } = request;
    const reason = checkText(request.reason ?? '', 'reason', { min: 0, max: 500 });
    return this.changes.run(request, acting, async (transaction, { id }) => {
      await this.accounts.setSuspended(transaction, id, suspended, reason || null);
      return { action: 'account.suspend', details: { suspended, reason: reason || undefined } };
    });
  }

  setImageSettings(request: SetImageSettingsRequest, acting: Acting): Promise<ChangeOutcome> {
    const settings = { private_images: request.privateImages, omit_parameters: request.omitParameters };
    return this.changes.run(request, acting, async (transaction, { id }) => {
      await this.accounts.setImageSettings(transaction, id, settings);
      return { action: 'account.set_image_settings', details: settings };
    });
  }
}
