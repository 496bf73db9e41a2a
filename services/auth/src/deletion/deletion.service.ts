import { isId, newId } from '@imageai/api';
import type { ConfirmDeletionRequest, DeleteAccountRequest, GetDeletionReportResponse } from '@imageai/contracts/auth';
import { Injectable } from '@nestjs/common';
import { AccountChanges, type ChangeOutcome, noSuchAccount } from '../accounts/account-changes.js';
import { AuditRepository } from '../audit/audit.repository.js';
import type { Acting } from '../authorization/acting.js';
import { Transactions } from '../db/transactions.js';
import { Mails } from '../mail/mails.js';
import { DeletionsRepository, deletionParties } from './deletions.repository.js';
import { RemovalRepository } from './removal.repository.js';

@Injectable()
export class DeletionService {
  constructor(
    private readonly changes: AccountChanges,
    private readonly removal: RemovalRepository,
    private readonly deletions: DeletionsRepository,
    private readonly mails: Mails,
    private readonly transactions: Transactions,
    private readonly audit: AuditRepository,
  ) {}

  async delete(request: DeleteAccountRequest, acting: Acting): Promise<ChangeOutcome> {
    const outcome = await this.changes.run(request, acting, async (transaction, { id, name }) => {
      await this.mails.addForOwners(transaction, id, { kind: 'account_deleted', accountName: name });
      const keys = await this.removal.endKeys(transaction, id);
      const members = await this.removal.removePeople(transaction, id);
      await this.removal.empty(transaction, id);
      await this.deletions.insert(transaction, id, newId('evt'));
      return { action: 'account.delete', details: { keys, members } };
    });
    this.mails.send();
    return outcome;
  }

  async confirm({ accountId, removed }: ConfirmDeletionRequest, acting: Acting): Promise<void> {
    if (!isId('acct', accountId) || (await this.deletions.find(accountId)) === undefined) throw noSuchAccount();
    await this.transactions.run(async (transaction) => {
      if (!(await this.deletions.confirm(transaction, accountId, acting.id, removed))) return;
      await this.audit.append(transaction, acting, { action: 'account.confirm_deletion', accountId, details: removed });
    });
  }

  async report(accountId: string): Promise<GetDeletionReportResponse> {
    const deletion = isId('acct', accountId) ? await this.deletions.find(accountId) : undefined;
    if (deletion === undefined) throw noSuchAccount();
    const said = new Map((await this.deletions.confirmations(accountId)).map((row) => [row.service, row]));
    const confirmations = deletionParties.map((service) => ({
      service,
      confirmedAt: said.get(service)?.confirmed_at,
      removed: said.get(service)?.removed ?? {},
    }));
    const complete = confirmations.every(({ confirmedAt }) => confirmedAt !== undefined);
    return { deletedAt: deletion.deleted_at, confirmations, complete };
  }
}
