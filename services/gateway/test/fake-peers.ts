import {
  type Account,
  type GetAccountRequest,
  type GetAccountResponse,
  KeyRefusal,
  PlanName,
  type Principal,
  type SetImageSettingsRequest,
  type SetImageSettingsResponse,
  type VerifyKeyRequest,
  type VerifyKeyResponse,
} from '@imageai/contracts/auth';
import {
  type CancelGenerationRequest,
  type CancelGenerationResponse,
  type ClaimIdempotencyKeyRequest,
  type ClaimIdempotencyKeyResponse,
  ClaimRefusal,
  type CreateGenerationRequest,
  type CreateGenerationResponse,
  CreateRefusal,
  type Generation,
  GenerationServiceService,
  GenerationStatus,
  type GetGenerationRequest,
  type GetGenerationResponse,
  type Image,
  ImageStatus,
  type ListGenerationsRequest,
  type ListGenerationsResponse,
  type ListModelsResponse,
  type ListQueueEstimatesResponse,
  type Model,
  ModelServiceService,
  type QueueEstimate,
  type ReleaseIdempotencyKeyRequest,
  type ReleaseIdempotencyKeyResponse,
  type WatchGenerationRequest,
  type WatchGenerationResponse,
} from '@imageai/contracts/generation';
import { ImageServiceService, InputServiceService } from '@imageai/contracts/storage';
import { AppError } from '@imageai/errors';
import { AllowCallers } from '@imageai/rpc';
import { Controller, Inject } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import { defer, finalize, from, merge, type Observable, of, Subject, switchMap, takeWhile, throwError } from 'rxjs';
import { InputsController } from './fake-inputs.js';
import { startFakeMetering } from './fake-metering.js';
import { FakePeople, peopleControllers, peopleServices } from './fake-people.js';
import { FAKE, FakeServer } from './fake-server.js';
import { FakeStorage, StorageController } from './fake-storage.js';

export const principal = (changes: Partial<Principal> = {}): Principal => ({
  accountId: 'acct_1',
  keyId: 'key_1',
  plan: PlanName.PLAN_NAME_PROFESSIONAL,
  limits: {
    requestsPerMinute: 30,
    imagesPerMonth: 2000,
    concurrency: 8,
    maxImagesPerRequest: 10,
    retentionDays: 30,
  },
  scopes: ['generate', 'read'],
  suspended: false,
  privateImages: false,
  omitParameters: false,
  ...changes,
});

/** Keys by secret; what is not here is refused. */
export class FakeAuth extends FakePeople {
  readonly keys = new Map<string, Principal>();
  readonly asked: GetAccountRequest[] = [];
  account: Partial<Account> = {};
  /** What was verified is not in force any more. */
  revoked = false;
  calls = 0;
  away = false;

  getAccount(request: GetAccountRequest): GetAccountResponse {
    this.asked.push(request);
    if (this.away) throw new AppError('unavailable');
    if (this.revoked) throw new AppError('invalid_api_key');
    const { plan, limits, suspended } = principal();
    const known = {
      name: 'The shop',
      email: 'a@shop.example',
      createdAt: new Date('2026-01-15T12:00:00Z'),
      version: 1,
      privateImages: false,
      omitParameters: false,
    };
    return { account: { id: request.accountId, plan, limits, suspended, ...known, ...this.account } };
  }

  verify({ secret }: VerifyKeyRequest): VerifyKeyResponse {
    this.calls++;
    if (this.away) throw new AppError('unavailable');
    const value = this.keys.get(secret);
    if (value !== undefined) return { result: { $case: 'principal', value } };
    return { result: { $case: 'refusal', value: KeyRefusal.KEY_REFUSAL_REVOKED } };
  }
}

const usable: Omit<Model, 'name'> = {
  digest: '',
  defaultSteps: 20,
  defaultGuidanceScale: 7.5,
  sizeMultiple: 64,
  maxPixels: 2_949_120n,
  unusableReason: '',
  runtime: '',
  licence: '',
  source: '',
  pipeline: '',
  features: [],
  registeredAt: new Date('2026-01-15T12:00:00Z'),
  systemFingerprint: '',
};

/** Stores every image at once, unless told to hold them; a watch stream can be broken. */
export class FakeGeneration {
  readonly created: CreateGenerationRequest[] = [];
  refusal: CreateRefusal | undefined;
  retryAfterSeconds = 30;
  readonly listed: ListGenerationsRequest[] = [];
  /** Generations stay queued until `finish`. */
  hold = false;
  watches = 0;
  /** Watch streams that are open. */
  watching = 0;
  away = false;
  imageStatuses: ImageStatus[] = [];
  endStatus = GenerationStatus.GENERATION_STATUS_SUCCEEDED;
  /** Of the images that failed. */
  failureCode = 'internal_error';
  private ended = new Set<string>();
  private readonly changed = new Subject<string>();
  private readonly broken = new Subject<void>();

  create(request: CreateGenerationRequest): CreateGenerationResponse {
    this.created.push(request);
    if (this.away) throw new AppError('unavailable');
    const claimed = this.keys.get(keyName(request.accountId, request.idempotencyRoute, request.idempotencyKey));
    if (request.idempotencyRoute !== '' && claimed?.generationId !== request.generationId) {
      const value = CreateRefusal.CREATE_REFUSAL_CLAIM_LOST;
      return { result: { $case: 'refusal', value }, retryAfterSeconds: 0 };
    }
    if (this.refusal !== undefined)
      return { result: { $case: 'refusal', value: this.refusal }, retryAfterSeconds: this.retryAfterSeconds };
    return { result: { $case: 'generation', value: this.view(request, false) }, retryAfterSeconds: 0 };
  }

  /** Idempotency keys, as the real one holds them; its leases, replicas and races are its own tests'. */
  readonly keys = new Map<string, { generationId: string; fingerprint: string }>();
  estimates: QueueEstimate[] = [];

  claim({ accountId, route, key, fingerprint, generationId }: ClaimIdempotencyKeyRequest): ClaimIdempotencyKeyResponse {
    if (this.away) throw new AppError('unavailable');
    const name = keyName(accountId, route, key);
    const held = this.keys.get(name);
    const hex = Buffer.from(fingerprint).toString('hex');
    if (held === undefined) {
      this.keys.set(name, { generationId, fingerprint: hex });
      return { result: { $case: 'claim', value: { expiresAt: new Date(Date.now() + 60_000) } } };
    }
    const refused = (value: ClaimRefusal): ClaimIdempotencyKeyResponse => ({ result: { $case: 'refusal', value } });
    if (held.fingerprint !== hex) return refused(ClaimRefusal.CLAIM_REFUSAL_MISMATCH);
    const made = this.created.find((created) => created.generationId === held.generationId);
    if (made === undefined) return refused(ClaimRefusal.CLAIM_REFUSAL_IN_FLIGHT);
    const value = this.view(made, !this.hold || this.ended.has(held.generationId));
    return { result: { $case: 'generation', value } };
  }

  release({ accountId, route, key, generationId }: ReleaseIdempotencyKeyRequest): void {
    const name = keyName(accountId, route, key);
    if (this.keys.get(name)?.generationId === generationId) this.keys.delete(name);
  }

  watch({ generationId }: WatchGenerationRequest): Observable<WatchGenerationResponse> {
    this.watches++;
    if (this.away) return throwError(() => new AppError('unavailable'));
    const request = this.created.find((created) => created.generationId === generationId);
    if (request === undefined) return throwError(() => new AppError('not_found'));
    const now = () => ({ generation: this.view(request, !this.hold || this.ended.has(generationId)) });
    if (!this.hold || this.ended.has(generationId)) return of(now());
    const change = this.changed.pipe(switchMap((id) => (id === generationId ? from([now()]) : from([]))));
    const alive = merge(
      of(now()),
      change,
      this.broken.pipe(switchMap(() => throwError(() => new AppError('unavailable')))),
    );
    // Like the real one it ends after a terminal state.
    return defer(() => {
      this.watching++;
      return alive.pipe(
        takeWhile(({ generation }) => generation.finishedAt === undefined, true),
        finalize(() => this.watching--),
      );
    });
  }

  get({ accountId, generationId }: GetGenerationRequest): GetGenerationResponse {
    if (this.away) throw new AppError('unavailable');
    const request = this.created.find((created) => created.generationId === generationId);
    if (request?.accountId !== accountId) throw new AppError('not_found');
    return { generation: this.view(request, !this.hold || this.ended.has(generationId)) };
  }

  list(request: ListGenerationsRequest): ListGenerationsResponse {
    this.listed.push(request);
    const own = this.created.filter(({ accountId }) => accountId === request.accountId);
    return { generations: own.map((created) => this.view(created, true)), nextPageToken: 'more' };
  }

  cancel(request: GetGenerationRequest): CancelGenerationResponse {
    this.get(request);
    this.imageStatuses = [ImageStatus.IMAGE_STATUS_CANCELLED];
    this.endStatus = GenerationStatus.GENERATION_STATUS_CANCELLED;
    this.finish(request.generationId);
    return this.get(request);
  }

  /** "test" makes every size but 1920 x 1920; "later" comes when it is added. */
  models: (Pick<Model, 'name'> & Partial<Model>)[] = [{ name: 'test' }];
  modelLists = 0;

  listModels(): ListModelsResponse {
    this.modelLists++;
    if (this.away) throw new AppError('unavailable');
    return { models: this.models.map((model) => ({ ...usable, ...model })) };
  }

  /** Where what is queued stands. */
  queuePosition = 3;
  private readonly started = new Set<string>();

  start(generationId: string): void {
    this.started.add(generationId);
    this.changed.next(generationId);
  }

  finish(generationId: string): void {
    this.ended.add(generationId);
    this.changed.next(generationId);
  }

  breakStreams(): void {
    this.broken.next();
  }

  private view(request: CreateGenerationRequest, ended: boolean): Generation {
    const { GENERATION_STATUS_QUEUED, GENERATION_STATUS_RUNNING } = GenerationStatus;
    const started = this.started.has(request.generationId);
    const images = Array.from({ length: request.images }, (_, index): Image => {
      const imageStatus = this.imageStatuses[index] ?? ImageStatus.IMAGE_STATUS_STORED;
      const stored = ended && imageStatus === ImageStatus.IMAGE_STATUS_STORED;
      return {
        id: `img_${request.generationId.slice(4)}${index}`,
        index,
        seed: ((request.parameters?.seed ?? 0) + index) % 2 ** 31,
        status: ended ? imageStatus : ImageStatus.IMAGE_STATUS_WAITING,
        createdAt: stored ? new Date('2026-01-15T12:00:03.25Z') : undefined,
        errorCode: imageStatus === ImageStatus.IMAGE_STATUS_FAILED ? this.failureCode : '',
      };
    });
    return {
      id: request.generationId,
      accountId: request.accountId,
      keyId: request.keyId,
      requestId: request.requestId,
      idempotencyKey: request.idempotencyKey,
      status: ended ? this.endStatus : started ? GENERATION_STATUS_RUNNING : GENERATION_STATUS_QUEUED,
      parameters: request.parameters,
      images,
      createdAt: new Date(),
      startedAt: started ? new Date('2026-01-15T12:00:01Z') : undefined,
      finishedAt: ended ? new Date() : undefined,
      expiresAt: request.expiresAt,
      systemFingerprint: 'fp_test',
      queuePosition: ended || started ? 0 : this.queuePosition,
      errorCode: '',
      model: 'test',
      lane: request.lane,
      webhook: request.webhook,
      estimatedStartAt: ended ? undefined : new Date('2026-01-15T12:00:09Z'),
    };
  }
}

const keyName = (...parts: string[]): string => parts.join('\n');

@Controller()
@AllowCallers('gateway')
class AuthController {
  constructor(@Inject(FAKE) private readonly fake: FakeAuth) {}

  @GrpcMethod('AuthService', 'verifyKey')
  verifyKey(request: VerifyKeyRequest): VerifyKeyResponse {
    return this.fake.verify(request);
  }

  @GrpcMethod('AccountService', 'getAccount')
  getAccount(request: GetAccountRequest): GetAccountResponse {
    return this.fake.getAccount(request);
  }

  @GrpcMethod('AccountService', 'setImageSettings')
  setImageSettings({ accountId, privateImages, omitParameters }: SetImageSettingsRequest): SetImageSettingsResponse {
    this.fake.account = {
      ...this.fake.account,
      ...(privateImages !== undefined && { privateImages }),
      ...(omitParameters !== undefined && { omitParameters }),
    };
    return this.fake.getAccount({ accountId });
  }
}

@Controller()
@AllowCallers('gateway')
class GenerationController {
  constructor(@Inject(FAKE) private readonly fake: FakeGeneration) {}

  @GrpcMethod('GenerationService', 'createGeneration')
  createGeneration(request: CreateGenerationRequest): CreateGenerationResponse {
    return this.fake.create(request);
  }

  @GrpcMethod('GenerationService', 'getGeneration')
  getGeneration(request: GetGenerationRequest): GetGenerationResponse {
    return this.fake.get(request);
  }

  @GrpcMethod('GenerationService', 'listGenerations')
  listGenerations(request: ListGenerationsRequest): ListGenerationsResponse {
    return this.fake.list(request);
  }

  @GrpcMethod('GenerationService', 'cancelGeneration')
  cancelGeneration(request: CancelGenerationRequest): CancelGenerationResponse {
    return this.fake.cancel(request);
  }

  @GrpcMethod('GenerationService', 'claimIdempotencyKey')
  claimIdempotencyKey(request: ClaimIdempotencyKeyRequest): ClaimIdempotencyKeyResponse {
    return this.fake.claim(request);
  }

  @GrpcMethod('GenerationService', 'releaseIdempotencyKey')
  releaseIdempotencyKey(request: ReleaseIdempotencyKeyRequest): ReleaseIdempotencyKeyResponse {
    this.fake.release(request);
    return {};
  }

  @GrpcMethod('GenerationService', 'listQueueEstimates')
  listQueueEstimates(): ListQueueEstimatesResponse {
    return { estimates: this.fake.estimates };
  }

  @GrpcMethod('ModelService', 'listModels')
  listModels(): ListModelsResponse {
    return this.fake.listModels();
  }

  @GrpcMethod('GenerationService', 'watchGeneration')
  watchGeneration(request: WatchGenerationRequest): Observable<WatchGenerationResponse> {
    return this.fake.watch(request);
  }
}

export async function startFakePeers() {
  const auth = await FakeServer.start(new FakeAuth(), [AuthController, ...peopleControllers], peopleServices);
  const metering = await startFakeMetering();
  const generation = await FakeServer.start(new FakeGeneration(), GenerationController, {
    'imageai.generation.v1.GenerationService': GenerationServiceService,
    'imageai.generation.v1.ModelService': ModelServiceService,
  });
  const storage = await FakeServer.start(new FakeStorage(), [StorageController, InputsController], {
    'imageai.storage.v1.ImageService': ImageServiceService,
    'imageai.storage.v1.InputService': InputServiceService,
  });
  return { auth, metering, generation, storage };
}
