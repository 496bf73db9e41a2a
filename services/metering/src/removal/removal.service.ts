import type { AccountEvent, ConfirmDeletionRequest, ConfirmDeletionResponse } from '@imageai/contracts/auth';
import { AppError } from '@imageai/errors';
import type { Logger } from '@imageai/telemetry';
import { Inject, Injectable } from '@nestjs/common';
import { ACCOUNTS, LOGGER } from '../tokens.js';
import { RemovalRepository } from './removal.repository.js';

/** The one thing that metering tells auth. */
export interface DeletionConfirmation {
  confirmDeletion(request: ConfirmDeletionRequest): Promise<ConfirmDeletionResponse>;
}

const batchSize = 500;

/**
 * Takes the keys of deleted accounts out of the books and keeps the sums. It is confirmed once no generation of the
 * account is still to end: what ends later would be written after the report that nothing is left.
 */
@Injectable()
export class RemovalService {
  constructor(
    private readonly repository: RemovalRepository,
    @Inject(ACCOUNTS) private readonly accounts: DeletionConfirmation,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async handle({ type, accountId, occurredAt }: AccountEvent): Promise<void> {
    if (type === 'account.deleted') await this.repository.request(accountId, occurredAt ?? new Date());
  }

  /** Goes over all that was asked for and is not confirmed; one that fails does not keep the others. */
  async run(): Promise<void> {
    const failures: unknown[] = [];
    for (const { account_id } of await this.repository.unconfirmed(batchSize)) {
      await this.remove(account_id).catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
  }

  private async remove(accountId: string): Promise<void> {
    if ((await this.repository.forgetKeys(accountId)) > 0) return;
    const entries = await this.repository.forgottenEntries(accountId);
    try {
      await this.accounts.confirmDeletion({ accountId, removed: { keys_of_ledger_entries: String(entries) } });
    } catch (error) {
      if (AppError.from(error).code !== 'not_found') throw error;
      this.logger.warn({ accountId }, 'auth knows of no deletion of this account');
    }
    await this.repository.noteConfirmation(accountId);
  }
}
