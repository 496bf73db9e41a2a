import { newId } from '@imageai/api';
import {
  type CreateGenerationRequest,
  type CreateGenerationResponse,
  CreateRefusal,
  type Generation,
  Parameters,
  WebhookTarget,
} from '@imageai/contracts/generation';
import type { LaneName } from '@imageai/contracts/subjects';
import { AppError } from '@imageai/errors';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config.js';
import type { GenerationRow, ImageRow, ModelRow } from '../db/schema.js';
import { Catalogue, type Resolution, systemFingerprint } from '../models/catalogue.js';
import { Queue } from '../queue/queue.js';
import { CLOCK, type Clock, CONFIG } from '../tokens.js';
import type { ClaimedKey, Creation } from './create.repository.js';
import { CreateBatcher } from './create-batcher.js';
import { laneName, toGeneration } from './generation.convert.js';
import { GenerationRepository } from './generation.repository.js';
import { GenerationService } from './generation.service.js';
import { workMessage } from './image-work.convert.js';
import { costOf, supportsSource } from './source-image.js';

const maxImages = 10;
const seeds = 2 ** 31;
/** How long an idempotency key answers with its generation. */
const keptMs = 24 * 60 * 60 * 1_000;

@Injectable()
export class CreateService {
  private lastPosition = 0;

  constructor(
    private readonly batcher: CreateBatcher,
    private readonly repository: GenerationRepository,
    private readonly generations: GenerationService,
    private readonly catalogue: Catalogue,
    private readonly queue: Queue,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async create(request: CreateGenerationRequest): Promise<CreateGenerationResponse> {
    const now = this.clock.now();
    const { lane, parameters, reservedAt, expiresAt } = checked(request);
    const resolved = await this.catalogue.resolve(parameters.model);
    const refusal =
      'refusal' in resolved
        ? modelRefusals[resolved.refusal]
        : this.refusal(resolved.model, lane, parameters, { now, reservedAt, expiresAt });
    // A repetition is answered with what was made the first time, whatever would be said of it now.
    if (refusal !== undefined || 'refusal' in resolved) {
      const existing = await this.existing(request);
      return existing ?? this.refused(refusal ?? CreateRefusal.UNRECOGNIZED, resolved, lane, expiresAt);
    }
    const place = this.queue.nextPlace(resolved.model.name, lane);
    const creation = this.creation(request, { lane, parameters, expiresAt, model: resolved.model, now });
    const snapshot = await this.batcher.create(creation);
    if (snapshot !== undefined) return made(toGeneration(snapshot, place));
    const existing = await this.existing(request);
    if (existing !== undefined) return existing;
    if (creation.claimed === null) throw new AppError('not_found');
    return { result: { $case: 'refusal', value: CreateRefusal.CREATE_REFUSAL_CLAIM_LOST }, retryAfterSeconds: 0 };
  }

  private refusal(
    model: ModelRow,
    lane: LaneName,
    { width, height, source }: Parameters,
    { now, reservedAt, expiresAt }: { now: Date; reservedAt: Date; expiresAt: Date },
  ): CreateRefusal | undefined {
    const fits = width % model.size_multiple === 0 && height % model.size_multiple === 0;
    if (width < 1 || height < 1 || !fits || width * height > model.max_pixels) {
      return CreateRefusal.CREATE_REFUSAL_SIZE_UNSUPPORTED;
    }
    if (!supportsSource(model.features, source)) return CreateRefusal.CREATE_REFUSAL_SOURCE_UNSUPPORTED;
    if (now.getTime() - reservedAt.getTime() > this.config.RESERVATION_MAX_AGE_MS) {
      return CreateRefusal.CREATE_REFUSAL_RESERVATION_STALE;
    }
    if (now.getTime() + this.queue.estimatedWaitMs(model.name, lane) >= expiresAt.getTime()) {
      return CreateRefusal.CREATE_REFUSAL_OVERLOADED;
    }
    return undefined;
  }

  private async existing(request: CreateGenerationRequest): Promise<CreateGenerationResponse | undefined> {
    const snapshot = await this.repository.load({ generationId: request.generationId });
    if (snapshot === undefined || snapshot.generation.account_id !== request.accountId) return undefined;
    return made(await this.generations.present(snapshot));
  }

  /** Of what is overloaded: when the queue will be short enough, as far as it is known. */
  private refused(
    value: CreateRefusal,
    resolved: Resolution,
    lane: LaneName,
    expiresAt: Date,
  ): CreateGenerationResponse {
    const waitMs = 'model' in resolved ? this.queue.estimatedWaitMs(resolved.model.name, lane) : 0;
    const lateMs = waitMs - (expiresAt.getTime() - this.clock.now().getTime());
    const retryAfterSeconds =
      value === CreateRefusal.CREATE_REFUSAL_OVERLOADED ? Math.min(Math.max(1, Math.ceil(lateMs / 1_000)), 86_400) : 0;
    return { result: { $case: 'refusal', value }, retryAfterSeconds };
  }

  private creation(
    request: CreateGenerationRequest,
    resolved: {
      readonly lane: LaneName;
      readonly parameters: Parameters;
      readonly expiresAt: Date;
      readonly model: ModelRow;
      readonly now: Date;
    },
  ): Creation {
    const { lane, model, now, expiresAt } = resolved;
    const parameters: Parameters = {
      ...resolved.parameters,
      model: model.name,
      numInferenceSteps: resolved.parameters.numInferenceSteps ?? model.default_steps,
      guidanceScale: resolved.parameters.guidanceScale ?? model.default_guidance_scale,
    };
    const generation: GenerationRow = {
      id: request.generationId,
      account_id: request.accountId,
      key_id: request.keyId,
      request_id: request.requestId,
      idempotency_key: request.idempotencyKey,
      lane,
      status: 'queued',
      version: 1,
      image_count: request.images,
      concurrency: Math.max(1, request.concurrency),
      parameters: Buffer.from(Parameters.encode(parameters).finish()),
      model: model.name,
      model_digest: model.digest,
      system_fingerprint: systemFingerprint(model),
      error_code: '',
      created_at: now,
      started_at: null,
      finished_at: null,
      expires_at: expiresAt,
      webhook: request.webhook === undefined ? null : Buffer.from(WebhookTarget.encode(request.webhook).finish()),
    };
    const cost = costOf(parameters);
    const images = Array.from(
      { length: request.images },
      (_, index): ImageRow => ({
        id: newId('img', now.getTime()),
        generation_id: generation.id,
        account_id: generation.account_id,
        lane,
        model: model.name,
        position: this.nextPosition(now),
        index,
        seed: (parameters.seed + index) % seeds,
        cost,
        status: 'waiting',
        attempt: 1,
        dispatches: 0,
        alone: false,
        worker_id: null,
        lost_worker_id: null,
        message_sequence: null,
        last_heartbeat_at: now,
        started_at: null,
        stored_at: null,
        ended_at: null,
        engine_ms: null,
        error_code: '',
        reason: '',
      }),
    );
    const snapshot = { generation, images };
    return {
      snapshot,
      messages: images.map((image) => workMessage(generation, { ...image, dispatches: 1 })),
      claimed: claimOf(request, now),
    };
  }

  /** Microseconds since 1970, never twice in a process: the order of acceptance. */
  private nextPosition(now: Date): number {
    this.lastPosition = Math.max(this.lastPosition + 1, now.getTime() * 1_000);
    return this.lastPosition;
  }
}

/** The key's row once the job is made; a key without a route is a note only. */
const claimOf = (request: CreateGenerationRequest, now: Date): ClaimedKey | null =>
  request.idempotencyRoute === ''
    ? null
    : {
        account_id: request.accountId,
        route: request.idempotencyRoute,
        key: request.idempotencyKey,
        generation_id: request.generationId,
        expires_at: new Date(now.getTime() + keptMs),
      };

const modelRefusals = {
  no_models: CreateRefusal.CREATE_REFUSAL_NO_MODELS,
  unknown: CreateRefusal.CREATE_REFUSAL_MODEL_UNKNOWN,
} as const;

const made = (generation: Generation): CreateGenerationResponse => ({
  result: { $case: 'generation', value: generation },
  retryAfterSeconds: 0,
});

/** What the gateway vouches for; anything else is a bug of the caller. */
function checked(request: CreateGenerationRequest) {
  const { parameters, reservedAt, expiresAt } = request;
  const lane = laneName(request.lane);
  const texts = [request.generationId, request.accountId, request.keyId, request.requestId, request.idempotencyKey];
  const bad =
    (request.generationId === '' && 'generation_id') ||
    (request.accountId === '' && 'account_id') ||
    (lane === undefined && 'lane') ||
    (parameters === undefined && 'parameters') ||
    (reservedAt === undefined && 'reserved_at') ||
    (expiresAt === undefined && 'expires_at') ||
    ((request.images < 1 || request.images > maxImages) && 'images') ||
    ((parameters?.seed ?? 0) >= seeds && 'seed') ||
    (texts.some((text) => text.includes('\0')) && 'text');
  if (bad || lane === undefined || parameters === undefined || reservedAt === undefined || expiresAt === undefined) {
    throw new AppError('parameter_invalid', { message: `${bad} is missing or out of range.`, param: String(bad) });
  }
  return { lane, parameters, reservedAt, expiresAt };
}
