import type { DeletedAccount } from '@imageai/api';
import { AppError } from '@imageai/errors';
import { Inject, Injectable } from '@nestjs/common';
import type { ApiCall } from '../http/api-call.js';
import { iso, present } from '../peers/auth-answers.js';
import { AuthPeer } from '../peers/auth-peer.js';
import type { AccountsClient } from '../peers/peers.js';
import { ACCOUNTS } from '../tokens.js';

/** The end of the account that a call is for. */
@Injectable()
export class DeletionService {
  constructor(
    @Inject(ACCOUNTS) private readonly accounts: AccountsClient,
    private readonly peer: AuthPeer,
  ) {}

  async delete({ caller: { accountId }, actor }: ApiCall): Promise<DeletedAccount> {
    const { account, refusal } = await this.peer.askOnce(() => this.accounts.deleteAccount({ accountId, actor }));
    // Without an expected version, that it is deleted already is the only reason not to.
    if (refusal !== undefined) throw new AppError('conflict', { message: 'The account is deleted already.' });
    const { id, deletedAt } = present(account, 'account');
    return { id, deleted_at: iso(deletedAt) };
  }
}
