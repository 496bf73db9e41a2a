import { newId } from '@imageai/api';
import {
  AccountRefusal,
  AccountServiceService,
  ActorKind,
  AuditServiceService,
  type DeleteAccountRequest,
  type ListAuditEntriesRequest,
  PlanName,
} from '@imageai/contracts/auth';
import { AllowCallers } from '@imageai/rpc';
import { Controller, Inject, type Type } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import { FAKE } from './fake-server.js';

const at = new Date('2026-01-15T12:00:00Z');

interface Notes {
  note(name: string, request: object): void;
  deletedAlready: boolean;
}

const account = {
  id: newId('acct'),
  name: 'The shop',
  email: 'ada@example.com',
  plan: PlanName.PLAN_NAME_PROFESSIONAL,
  limits: {
    requestsPerMinute: 30,
    imagesPerMonth: 2000,
    concurrency: 8,
    maxImagesPerRequest: 10,
    retentionDays: 30,
  },
  suspended: false,
  privateImages: false,
  omitParameters: false,
  createdAt: at,
  version: 3,
};

@Controller()
@AllowCallers('gateway')
class FakeAccounts {
  constructor(@Inject(FAKE) private readonly notes: Notes) {}

  @GrpcMethod('AccountService', 'deleteAccount')
  delete(request: DeleteAccountRequest) {
    this.notes.note('deleteAccount', request);
    const refusal = this.notes.deletedAlready ? AccountRefusal.ACCOUNT_REFUSAL_DELETED : undefined;
    return { account: { ...account, deletedAt: at }, refusal };
  }
}

@Controller()
@AllowCallers('gateway')
class FakeAudit {
  constructor(@Inject(FAKE) private readonly notes: Notes) {}

  @GrpcMethod('AuditService', 'listAuditEntries')
  list(request: ListAuditEntriesRequest) {
    this.notes.note('listAuditEntries', request);
    const entry = {
      id: 7n,
      occurredAt: at,
      actorKind: ActorKind.ACTOR_KIND_USER,
      actorId: 'user_1',
      action: 'key.create',
    };
    const rest = { accountId: 'acct_1', targetId: '', address: '', requestId: 'req_1', details: { name: 'The shop' } };
    return { entries: [{ ...entry, ...rest }], nextPageToken: '7' };
  }
}

export const accountControllers: readonly Type[] = [FakeAccounts, FakeAudit];
export const accountServices = {
  'imageai.auth.v1.AccountService': AccountServiceService,
  'imageai.auth.v1.AuditService': AuditServiceService,
};
