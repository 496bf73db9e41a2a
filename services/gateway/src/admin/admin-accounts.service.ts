import { isId, type SetAccountParameters } from '@imageai/api';
import type {
  AdminAccount,
  AdminAccountPage,
  CreateAccountParameters,
  DeletionReport,
  LimitParameters,
  ListAccountsQuery,
  SetAccountPlanParameters,
  SuspendAccountParameters,
} from '@imageai/api/admin';
import { type Account, AccountRefusal, PlanChangeTiming } from '@imageai/contracts/auth';
import { AppError } from '@imageai/errors';
import { Inject, Injectable } from '@nestjs/common';
import type { ApiCall } from '../http/api-call.js';
import { present } from '../peers/auth-answers.js';
import { AuthPeer } from '../peers/auth-peer.js';
import type { AccountsClient } from '../peers/peers.js';
import { ACCOUNTS } from '../tokens.js';
import { toAdminAccount, toDeletionReport } from './admin-account.convert.js';
import { etagOf, requiredVersion, sentVersion, versionConflict } from './expected-version.js';
import { toLimitOverrides, toPlanName } from './limits.convert.js';

interface Changed {
  readonly account?: Account | undefined;
  readonly refusal?: AccountRefusal | undefined;
}

const timings = {
  now: PlanChangeTiming.PLAN_CHANGE_TIMING_NOW,
  next_month: PlanChangeTiming.PLAN_CHANGE_TIMING_NEXT_MONTH,
} as const;

/** Accounts as operators see and change them; auth decides, and writes down who did what. */
@Injectable()
export class AdminAccountsService {
  constructor(
    @Inject(ACCOUNTS) private readonly accounts: AccountsClient,
    private readonly peer: AuthPeer,
  ) {}

  async list({ operator: actor }: ApiCall, sent: ListAccountsQuery): Promise<AdminAccountPage> {
    const { query, plan, suspended, limit, cursor = '' } = sent;
    const request = {
      query,
      plan: plan === undefined ? undefined : toPlanName(plan),
      suspended: suspended === undefined ? undefined : suspended === 'true',
      withDeleted: sent.with_deleted === 'true',
      pageSize: limit,
      pageToken: cursor,
      actor,
    };
    const { accounts, nextPageToken } = await this.peer.ask(() => this.accounts.listAccounts(request));
    return {
      data: accounts.map(toAdminAccount),
      has_more: nextPageToken !== '',
      next_cursor: nextPageToken || null,
    };
  }

  async create(call: ApiCall, { name, email, plan }: CreateAccountParameters): Promise<AdminAccount> {
    const request = { name, email, plan: toPlanName(plan), actor: call.operator };
    const { account } = await this.peer.ask(() => this.accounts.createAccount(request));
    return answered(call, account);
  }

  async get(call: ApiCall, id: string): Promise<AdminAccount> {
    return answered(call, await this.find(call, id));
  }

  async setPlan(call: ApiCall, id: string, sent: SetAccountPlanParameters): Promise<AdminAccount> {
    const expected = requiredVersion(call);
    const account = await this.find(call, id);
    const request = {
      accountId: id,
      plan: toPlanName(sent.plan),
      overrides: sent.keep_overrides ? account.overrides : undefined,
      // What it keeps is of this version: another's change in between is not to be undone by it.
      expectedVersion: expected ?? account.version,
      timing: sent.effective && timings[sent.effective],
      actor: call.operator,
    };
    return changed(call, await this.peer.askOnce(() => this.accounts.setPlan(request)));
  }

  async setOverrides(call: ApiCall, id: string, sent: LimitParameters): Promise<AdminAccount> {
    const request = {
      accountId: accountIdOf(id),
      overrides: toLimitOverrides(sent),
      expectedVersion: requiredVersion(call),
      actor: call.operator,
    };
    return changed(call, await this.peer.askOnce(() => this.accounts.setOverrides(request)));
  }

  async set(call: ApiCall, id: string, sent: SetAccountParameters): Promise<AdminAccount> {
    const request = {
      accountId: accountIdOf(id),
      privateImages: sent.private_images,
      omitParameters: sent.omit_parameters,
      expectedVersion: sentVersion(call),
      actor: call.operator,
    };
    return changed(call, await this.peer.askOnce(() => this.accounts.setImageSettings(request)));
  }

  suspend(call: ApiCall, id: string, { reason }: SuspendAccountParameters): Promise<AdminAccount> {
    return this.setSuspended(call, id, { suspended: true, reason: reason || undefined });
  }

  reinstate(call: ApiCall, id: string): Promise<AdminAccount> {
    return this.setSuspended(call, id, { suspended: false });
  }

  async delete(call: ApiCall, id: string): Promise<AdminAccount> {
    const accountId = accountIdOf(id);
    const request = { accountId, expectedVersion: requiredVersion(call), actor: call.operator };
    return changed(call, await this.peer.askOnce(() => this.accounts.deleteAccount(request)));
  }

  async deletionReport({ operator: actor }: ApiCall, id: string): Promise<DeletionReport> {
    const accountId = accountIdOf(id);
    return toDeletionReport(
      accountId,
      await this.peer.ask(() => this.accounts.getDeletionReport({ accountId, actor })),
    );
  }

  /** Throws where there is no such account. */
  async find({ operator: actor }: ApiCall, id: string): Promise<Account> {
    const accountId = accountIdOf(id);
    const { account } = await this.peer.ask(() => this.accounts.getAccount({ accountId, actor }));
    return present(account, 'account');
  }

  private async setSuspended(
    call: ApiCall,
    id: string,
    change: { readonly suspended: boolean; readonly reason?: string | undefined },
  ): Promise<AdminAccount> {
    const who = { accountId: accountIdOf(id), expectedVersion: sentVersion(call), actor: call.operator };
    return changed(call, await this.peer.askOnce(() => this.accounts.setSuspended({ ...who, ...change })));
  }
}

function changed(call: ApiCall, { account, refusal }: Changed): AdminAccount {
  if (refusal === AccountRefusal.ACCOUNT_REFUSAL_DELETED) {
    throw new AppError('conflict', { message: 'The account is deleted.' });
  }
  if (refusal !== undefined) throw versionConflict('account', present(account, 'account').version);
  return answered(call, account);
}

function answered(call: ApiCall, account: Account | undefined): AdminAccount {
  const shown = toAdminAccount(account);
  call.setHeaders(etagOf(shown));
  return shown;
}

export function accountIdOf(id: string): string {
  if (!isId('acct', id)) throw new AppError('not_found', { message: 'No such account.' });
  return id;
}
