import type { AccountResource, SetAccountParameters } from '@imageai/api';
import type { Account } from '@imageai/contracts/auth';
import { AppError } from '@imageai/errors';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config.js';
import type { ApiCall } from '../http/api-call.js';
import { AuthPeer } from '../peers/auth-peer.js';
import type { AccountsClient, AdmissionClient, UsageClient } from '../peers/peers.js';
import { untilAvailable } from '../peers/until-available.js';
import { ACCOUNTS, ADMISSION, CONFIG, USAGE } from '../tokens.js';
import { toAccountResource } from './account.convert.js';

/** What an account may do and what is left of it: auth knows the one, metering the other. */
@Injectable()
export class AccountService {
  constructor(
    @Inject(ACCOUNTS) private readonly accounts: AccountsClient,
    @Inject(ADMISSION) private readonly admission: AdmissionClient,
    @Inject(USAGE) private readonly usage: UsageClient,
    @Inject(CONFIG) private readonly config: Pick<Config, 'PEER_PATIENCE_MS'>,
    private readonly auth: AuthPeer,
  ) {}

  async get({ caller: { accountId }, actor }: ApiCall): Promise<AccountResource> {
    const { account } = await this.auth.ask(() => this.accounts.getAccount({ accountId, actor }));
    return this.shown(accountId, account);
  }

  async set({ caller: { accountId }, actor }: ApiCall, sent: SetAccountParameters): Promise<AccountResource> {
    const settings = { privateImages: sent.private_images, omitParameters: sent.omit_parameters };
    const request = { accountId, ...settings, actor };
    const { account, refusal } = await this.auth.ask(() => this.accounts.setImageSettings(request));
    // Without an expected version, that it is deleted is the only reason not to.
    if (refusal !== undefined) throw new AppError('conflict', { message: 'The account is deleted.' });
    return this.shown(accountId, account);
  }

  private async shown(accountId: string, account: Account | undefined): Promise<AccountResource> {
    if (account?.limits === undefined)
      throw new AppError('internal_error', { cause: new Error('auth sent no account') });
    const { limits } = account;
    const [{ status }, { balance }] = await untilAvailable(this.config.PEER_PATIENCE_MS, () =>
      Promise.all([
        this.admission.getLimitStatus({ accountId, limits }),
        this.usage.getBalance({ accountId, month: '' }),
      ]),
    );
    return toAccountResource({ account, limits, status, balance });
  }
}
