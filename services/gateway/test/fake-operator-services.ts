import { newId } from '@imageai/api';
import {
  type Account,
  AccountRefusal,
  AccountServiceService,
  ActorKind,
  AuditServiceService,
  type CreateAccountRequest,
  type DeleteAccountRequest,
  type DeletionConfirmation,
  type GetAccountRequest,
  type GetDeletionReportResponse,
  KeyServiceService,
  type Limits,
  type ListAccountsRequest,
  type ListAuditEntriesRequest,
  type ListKeysRequest,
  type Plan,
  PlanName,
  PlanRefusal,
  QueueLane,
  type RecordActRequest,
  type RevokeByTextRequest,
  RevokeByTextResult,
  type RevokeKeyRequest,
  type SetImageSettingsRequest,
  type SetOverridesRequest,
  type SetPlanLimitsRequest,
  type SetPlanRequest,
  type SetSuspendedRequest,
} from '@imageai/contracts/auth';
import { AppError } from '@imageai/errors';
import { AllowCallers } from '@imageai/rpc';
import { Controller, Inject } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import { operatorWorkServices, WorkController } from './fake-operator-work.js';
import { FAKE, FakeServer } from './fake-server.js';

const at = new Date('2026-01-15T12:00:00Z');
export const limits: Limits = {
  requestsPerMinute: 30,
  imagesPerMonth: 2000,
  concurrency: 8,
  maxImagesPerRequest: 10,
  retentionDays: 30,
  lane: QueueLane.QUEUE_LANE_PROFESSIONAL,
};

/** What operators ask for, in memory: versions are kept as auth keeps them. */
export class FakeOperatorServices {
  readonly asked: { readonly name: string; readonly request: object }[] = [];
  readonly accounts = new Map<string, Account>();
  plan: Plan = { name: PlanName.PLAN_NAME_PROFESSIONAL, limits, version: 1 };
  /** The audit log takes nothing. */
  auditAway = false;

  newAccount(changes: Partial<Account> = {}): Account {
    const id = newId('acct');
    const plan = PlanName.PLAN_NAME_PROFESSIONAL;
    const known = {
      name: 'The shop',
      email: 'ada@example.com',
      plan,
      limits,
      suspended: false,
      createdAt: at,
      privateImages: false,
      omitParameters: false,
    };
    const account: Account = { id, ...known, version: 3, ...changes };
    this.accounts.set(id, account);
    return account;
  }

  note(name: string, request: object): void {
    this.asked.push({ name, request });
  }

  last(name: string): Record<string, unknown> {
    return { ...this.asked.findLast((one) => one.name === name)?.request };
  }

  find(id: string): Account {
    const account = this.accounts.get(id);
    if (account === undefined) throw new AppError('not_found', { message: 'No such account.', param: 'account_id' });
    return account;
  }

  change(name: string, request: { accountId: string; expectedVersion?: number | undefined }, to: Partial<Account>) {
    this.note(name, request);
    const account = this.find(request.accountId);
    const { expectedVersion = account.version } = request;
    if (account.deletedAt !== undefined) return { account, refusal: AccountRefusal.ACCOUNT_REFUSAL_DELETED };
    if (expectedVersion !== account.version) {
      return { account, refusal: AccountRefusal.ACCOUNT_REFUSAL_VERSION_CONFLICT };
    }
    const changed = { ...account, ...to, version: account.version + 1 };
    this.accounts.set(account.id, changed);
    return { account: changed };
  }
}

@Controller()
@AllowCallers('operator')
class AccountsController {
  constructor(@Inject(FAKE) private readonly fake: FakeOperatorServices) {}

  @GrpcMethod('AccountService', 'listAccounts')
  list(request: ListAccountsRequest) {
    this.fake.note('listAccounts', request);
    return { accounts: [...this.fake.accounts.values()], nextPageToken: 'next' };
  }

  @GrpcMethod('AccountService', 'createAccount')
  create(request: CreateAccountRequest) {
    this.fake.note('createAccount', request);
    const { name, email, plan } = request;
    return { account: this.fake.newAccount({ name, email, plan }) };
  }

  @GrpcMethod('AccountService', 'getAccount')
  get({ accountId }: GetAccountRequest) {
    return { account: this.fake.find(accountId) };
  }

  @GrpcMethod('AccountService', 'setPlan')
  setPlan(request: SetPlanRequest) {
    return this.fake.change('setPlan', request, { plan: request.plan, overrides: request.overrides });
  }

  @GrpcMethod('AccountService', 'setOverrides')
  setOverrides(request: SetOverridesRequest) {
    return this.fake.change('setOverrides', request, { overrides: request.overrides });
  }

  @GrpcMethod('AccountService', 'setImageSettings')
  setImageSettings(request: SetImageSettingsRequest) {
    const { privateImages, omitParameters } = request;
    return this.fake.change('setImageSettings', request, {
      ...(privateImages !== undefined && { privateImages }),
      ...(omitParameters !== undefined && { omitParameters }),
    });
  }

  @GrpcMethod('AccountService', 'setSuspended')
  setSuspended(request: SetSuspendedRequest) {
    const { suspended, reason } = request;
    return this.fake.change('setSuspended', request, { suspended, suspendedReason: reason });
  }

  @GrpcMethod('AccountService', 'deleteAccount')
  delete(request: DeleteAccountRequest) {
    return this.fake.change('deleteAccount', request, { deletedAt: at });
  }

  @GrpcMethod('AccountService', 'getDeletionReport')
  report({ accountId }: { accountId: string }): GetDeletionReportResponse {
    const { deletedAt } = this.fake.find(accountId);
    if (deletedAt === undefined) throw new AppError('not_found', { message: 'The account is not deleted.' });
    const confirmations: DeletionConfirmation[] = [
      { service: 'storage', confirmedAt: at, removed: { images: '12' } },
      { service: 'webhooks', confirmedAt: undefined, removed: {} },
    ];
    return { deletedAt, confirmations, complete: false };
  }

  @GrpcMethod('AccountService', 'listPlans')
  plans() {
    return { plans: [this.fake.plan] };
  }

  @GrpcMethod('AccountService', 'setPlanLimits')
  setPlanLimits(request: SetPlanLimitsRequest) {
    this.fake.note('setPlanLimits', request);
    const { plan } = this.fake;
    if (request.expectedVersion !== undefined && request.expectedVersion !== plan.version) {
      return { plan, refusal: PlanRefusal.PLAN_REFUSAL_VERSION_CONFLICT };
    }
    const given = Object.entries(request.limits ?? {}).filter(([, value]) => value !== undefined);
    this.fake.plan = {
      ...plan,
      limits: { ...limits, ...plan.limits, ...Object.fromEntries(given) },
      version: plan.version + 1,
    };
    return { plan: this.fake.plan };
  }
}

const key = {
  id: newId('key'),
  accountId: '',
  name: 'The shop',
  prefix: 'iai_live_Ab3d',
  scopes: ['generate'],
  createdAt: at,
};

@Controller()
@AllowCallers('operator')
class KeysController {
  constructor(@Inject(FAKE) private readonly fake: FakeOperatorServices) {}

  @GrpcMethod('KeyService', 'listKeys')
  list(request: ListKeysRequest) {
    this.fake.find(request.accountId);
    return { keys: [key] };
  }

  @GrpcMethod('KeyService', 'revokeKey')
  revoke(request: RevokeKeyRequest) {
    this.fake.note('revokeKey', request);
    return { key: { ...key, id: request.keyId, revokedAt: at } };
  }

  @GrpcMethod('KeyService', 'revokeByText')
  report(request: RevokeByTextRequest) {
    this.fake.note('revokeByText', request);
    return { result: RevokeByTextResult.REVOKE_BY_TEXT_RESULT_REVOKED };
  }
}

@Controller()
@AllowCallers('operator')
class AuditController {
  constructor(@Inject(FAKE) private readonly fake: FakeOperatorServices) {}

  @GrpcMethod('AuditService', 'listAuditEntries')
  list(request: ListAuditEntriesRequest) {
    this.fake.note('listAuditEntries', request);
    const who = { actorKind: ActorKind.ACTOR_KIND_OPERATOR, actorId: 'ada', address: '127.0.0.1' };
    const what = { action: 'account.suspend', accountId: 'acct_1', targetId: '', requestId: 'req_1', details: {} };
    return { entries: [{ id: 7n, occurredAt: at, ...who, ...what }], nextPageToken: '' };
  }

  @GrpcMethod('AuditService', 'recordAct')
  record(request: RecordActRequest) {
    if (this.fake.auditAway) throw new AppError('unavailable');
    this.fake.note('recordAct', request);
    return {};
  }
}

export const startFakeOperatorServices = () =>
  FakeServer.start(new FakeOperatorServices(), [AccountsController, KeysController, AuditController, WorkController], {
    'imageai.auth.v1.AccountService': AccountServiceService,
    'imageai.auth.v1.AuditService': AuditServiceService,
    'imageai.auth.v1.KeyService': KeyServiceService,
    ...operatorWorkServices,
  });
