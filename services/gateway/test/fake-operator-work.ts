import { newId } from '@imageai/api';
import {
  DeadLetterServiceService,
  GenerationServiceService,
  type GetQueueOverviewResponse,
  Lane,
  type ListDeadLettersRequest,
  type ListDeadLettersResponse,
  type ListModelsResponse,
  ModelServiceService,
  QueueServiceService,
  type RequeueDeadLetterRequest,
} from '@imageai/contracts/generation';
import {
  type CheckBooksRequest,
  type GetUsageRequest,
  LedgerEntryKind,
  type ListLedgerEntriesRequest,
  type RebuildBalanceRequest,
  type RebuildUsageRequest,
  UsageServiceService,
} from '@imageai/contracts/metering';
import { AppError } from '@imageai/errors';
import { AllowCallers } from '@imageai/rpc';
import { Controller, Inject } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import { FAKE } from './fake-server.js';

const at = new Date('2026-01-15T12:00:00Z');
const sums = { images: 9, givenBack: 1, requests: 4 };

interface Notes {
  note(name: string, request: object): void;
}

/** An image that failed for good. */
export const deadImageId = newId('img');

/** What metering and generation answer operators. */
@Controller()
@AllowCallers('operator')
export class WorkController {
  constructor(@Inject(FAKE) private readonly notes: Notes) {}

  @GrpcMethod('UsageService', 'getUsage')
  usage(request: GetUsageRequest) {
    this.notes.note('getUsage', request);
    return { periods: [{ start: at, end: new Date(at.getTime() + 86_400_000), sums, groups: [] }], total: sums };
  }

  @GrpcMethod('UsageService', 'listLedgerEntries')
  ledger(request: ListLedgerEntriesRequest) {
    this.notes.note('listLedgerEntries', request);
    if (request.pageToken === 'x') throw new AppError('parameter_invalid', { message: 'none', param: 'page_token' });
    const kind = LedgerEntryKind.LEDGER_ENTRY_KIND_RESERVED;
    const entry = {
      id: '1',
      kind,
      images: 2,
      generationId: 'gen_1',
      imageId: '',
      keyId: 'key_1',
      reason: '',
      createdAt: at,
    };
    return { entries: [{ ...entry, accountId: request.accountId, month: request.month }], nextPageToken: 'next' };
  }

  @GrpcMethod('UsageService', 'checkBooks')
  check(request: CheckBooksRequest) {
    this.notes.note('checkBooks', request);
    const wrong = { accountId: 'acct_1', month: '2026-01', what: 'balance.used', keyId: '', expected: 7n, found: 9n };
    return { checked: 3, differences: [wrong, { ...wrong, what: 'key_balance', keyId: 'key_1' }] };
  }

  @GrpcMethod('UsageService', 'rebuildBalance')
  rebuildBalance(request: RebuildBalanceRequest) {
    this.notes.note('rebuildBalance', request);
    return { before: { ...request, reserved: 1, used: 9 }, after: { ...request, reserved: 1, used: 7 } };
  }

  @GrpcMethod('UsageService', 'rebuildUsage')
  rebuildUsage(request: RebuildUsageRequest) {
    this.notes.note('rebuildUsage', request);
    return { before: sums, after: sums, wrongRows: 2 };
  }

  @GrpcMethod('GenerationService', 'listQueueEstimates')
  estimates() {
    return { estimates: [{ model: 'imageai-1', lane: Lane.LANE_STARTER, waitMs: 1200 }] };
  }

  @GrpcMethod('ModelService', 'listModels')
  models(): ListModelsResponse {
    const model = {
      name: 'imageai-1',
      digest: 'd1',
      defaultSteps: 8,
      defaultGuidanceScale: 7.5,
      sizeMultiple: 64,
      maxPixels: 4_194_304n,
      unusableReason: '',
      runtime: 'cpu',
      licence: 'Apache-2.0',
      source: '',
      pipeline: 'StyledLatentFlowPipeline',
      features: ['text-to-image'],
      registeredAt: at,
      systemFingerprint: 'fp_1',
    };
    return { models: [model, { ...model, name: 'broken', unusableReason: 'Its text encoder is missing.' }] };
  }

  @GrpcMethod('DeadLetterService', 'listDeadLetters')
  deadLetters(request: ListDeadLettersRequest): ListDeadLettersResponse {
    this.notes.note('listDeadLetters', request);
    const died = { attempts: 3, reason: 'its worker was lost', diedAt: at, requeuedAsGenerationId: '' };
    const letter = { imageId: deadImageId, generationId: 'gen_1', accountId: 'acct_1', ...died };
    return { deadLetters: [letter], nextPageToken: '' };
  }

  @GrpcMethod('DeadLetterService', 'requeueDeadLetter')
  requeue(request: RequeueDeadLetterRequest) {
    if (request.imageId !== deadImageId) throw new AppError('not_found');
    this.notes.note('requeueDeadLetter', request);
    return { generationId: 'gen_2' };
  }

  @GrpcMethod('QueueService', 'getQueueOverview')
  overview(): GetQueueOverviewResponse {
    const lane = { waiting: 1, dispatched: 2, running: 3, oldestAcceptedAt: at };
    return {
      lanes: [{ ...lane, lane: Lane.LANE_STARTER }],
      workers: [{ workerId: 'worker-1', seenAt: at, running: 3 }],
      deadLetters: 4,
    };
  }
}

export const operatorWorkServices = {
  'imageai.metering.v1.UsageService': UsageServiceService,
  'imageai.generation.v1.GenerationService': GenerationServiceService,
  'imageai.generation.v1.ModelService': ModelServiceService,
  'imageai.generation.v1.DeadLetterService': DeadLetterServiceService,
  'imageai.generation.v1.QueueService': QueueServiceService,
};
