import { isId } from '@imageai/api';
import { type Account, AccountRefusal } from '@imageai/contracts/auth';
import { AppError } from '@imageai/errors';
import { Injectable } from '@nestjs/common';
import { type AuditRecord, AuditRepository } from '../audit/audit.repository.js';
import type { Acting } from '../authorization/acting.js';
import type { AccountRow } from '../db/schema.js';
import { type Connection, Transactions } from '../db/transactions.js';
import { toAccount } from './accounts.convert.js';
import { AccountsRepository } from './accounts.repository.js';

export interface ChangeRequest {
  readonly accountId: string;
  readonly expectedVersion?: number | undefined;
}

/** An account as it stands; with a refusal, as it stood before. */
export interface ChangeOutcome {
  readonly account: Account;
  readonly refusal?: AccountRefusal;
}

/** Changes one account at a time, and only as the one who asks last saw it. */
@Injectable()
export class AccountChanges {
  constructor(
    private readonly accounts: AccountsRepository,
    private readonly transactions: Transactions,
    private readonly audit: AuditRepository,
  ) {}

  /** @param change makes the change, and returns what the audit log is to say of it */
  run(
    { accountId, expectedVersion }: ChangeRequest,
    acting: Acting,
    change: (transaction: Connection, account: AccountRow) => Promise<Pick<AuditRecord, 'action' | 'details'>>,
  ): Promise<ChangeOutcome> {
    if (!isId('acct', accountId)) throw noSuchAccount();
    return this.transactions.run(async (transaction) => {
      const before = await this.accounts.lock(transaction, accountId);
      if (before === undefined) throw noSuchAccount();
      const refusal = refusalOf(before, expectedVersion);
      if (refusal !== undefined) return { account: toAccount(before), refusal };
      const record = await change(transaction, before);
      await this.accounts.bumpVersion(transaction, accountId);
      await this.audit.append(transaction, acting, { ...record, accountId });
      const after = await this.accounts.findById(accountId, transaction);
      if (after === undefined) throw noSuchAccount();
      return { account: toAccount(after) };
    });
  }
}

function refusalOf(account: AccountRow, expectedVersion: number | undefined): AccountRefusal | undefined {
  if (account.deleted_at !== null) return AccountRefusal.ACCOUNT_REFUSAL_DELETED;
  if (expectedVersion === undefined || expectedVersion === account.version) return undefined;
  return AccountRefusal.ACCOUNT_REFUSAL_VERSION_CONFLICT;
}

export const noSuchAccount = (): AppError =>
  new AppError('not_found', { message: 'No such account.', param: 'account_id' });
