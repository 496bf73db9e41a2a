import { AccountEvent, type ConfirmDeletionRequest, type ConfirmDeletionResponse } from '@imageai/contracts/auth';
import { accountStream, accountSubjects } from '@imageai/contracts/subjects';
import { AppError } from '@imageai/errors';
import type { Logger } from '@imageai/telemetry';

/** What a service keeps of the removals that it was asked for. */
export interface RemovalStore {
  /** One that is asked for again is done again. */
  request(accountId: string): Promise<void>;
  /** Those that auth has not heard of yet, the oldest first; settled: asked for at least so long ago. */
  unconfirmed(settledMs: number, limit: number): Promise<readonly Removal[]>;
  noteConfirmation(accountId: string): Promise<void>;
}

export interface Removal {
  readonly accountId: string;
  readonly settled: boolean;
}

/** The one thing that a service tells auth. */
export interface DeletionConfirmation {
  confirmDeletion(request: ConfirmDeletionRequest): Promise<ConfirmDeletionResponse>;
}

export interface AccountRemovalOptions {
  readonly store: RemovalStore;
  /** Removes what is there of an account, and answers whether nothing is left to wait for. */
  readonly remove: (accountId: string) => Promise<boolean>;
  /** How much of what was removed, over all times. */
  readonly removed: (accountId: string) => Promise<Record<string, string>>;
  readonly accounts: DeletionConfirmation;
  /**
   * How long after the deletion something of the account may still come, from calls that were under way. It is
   * confirmed by a look after that time which finds nothing: what came later would lie beside a report that nothing is
   * left.
   */
  readonly graceMs: number;
  readonly logger: Logger;
}

const batchSize = 500;

/** Removes deleted accounts from a service, at least once each, and confirms it to auth. */
export class AccountRemoval {
  constructor(private readonly options: AccountRemovalOptions) {}

  async handle({ type, accountId }: AccountEvent): Promise<void> {
    if (type === 'account.deleted') await this.options.store.request(accountId);
  }

  /** Goes over all that was asked for and is not confirmed; one that fails does not keep the others. */
  async run(): Promise<void> {
    const { store, graceMs } = this.options;
    const failures: unknown[] = [];
    for (const removal of await store.unconfirmed(graceMs, batchSize)) {
      await this.remove(removal).catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
  }

  private async remove({ accountId, settled }: Removal): Promise<void> {
    const { store, accounts, logger } = this.options;
    const isGone = await this.options.remove(accountId);
    if (!isGone || !settled) return;
    try {
      await accounts.confirmDeletion({ accountId, removed: await this.options.removed(accountId) });
    } catch (error) {
      if (AppError.from(error).code !== 'not_found') throw error;
      logger.warn({ accountId }, 'auth knows of no deletion of this account');
    }
    await store.noteConfirmation(accountId);
  }
}

/** What removal takes of the stream of accounts. */
export const accountRemovalEvents = (service: string, removal: Pick<AccountRemoval, 'handle'>) => ({
  durable: `${service}_accounts`,
  source: { stream: accountStream, subjects: accountSubjects },
  decode: decodeAccountEvent,
  handle: (event: AccountEvent): Promise<void> => removal.handle(event),
});

/** Throws for what is no event of an account: it belongs to the dead letters. */
function decodeAccountEvent(payload: Uint8Array): AccountEvent {
  const event = AccountEvent.decode(payload);
  if (event.type === '' || event.accountId === '') throw new TypeError('not an event of an account');
  return event;
}
