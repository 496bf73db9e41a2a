import {
  type Generation,
  type GenerationEvent,
  GenerationEvent as GenerationEventCodec,
  GenerationStatus,
  ImageStatus,
  Lane,
  Parameters,
  WebhookTarget,
} from '@imageai/contracts/generation';
import { eventSubject, type LaneName } from '@imageai/contracts/subjects';
import type { GenerationState, ImageState } from '../db/schema.js';
import type { NewMessage } from '../outbox/outbox.repository.js';
import type { Snapshot } from './transitions.js';

const statuses: Record<GenerationState, GenerationStatus> = {
  queued: GenerationStatus.GENERATION_STATUS_QUEUED,
  running: GenerationStatus.GENERATION_STATUS_RUNNING,
  succeeded: GenerationStatus.GENERATION_STATUS_SUCCEEDED,
  failed: GenerationStatus.GENERATION_STATUS_FAILED,
  cancelled: GenerationStatus.GENERATION_STATUS_CANCELLED,
  expired: GenerationStatus.GENERATION_STATUS_EXPIRED,
};

const imageStatuses: Record<ImageState, ImageStatus> = {
  waiting: ImageStatus.IMAGE_STATUS_WAITING,
  dispatched: ImageStatus.IMAGE_STATUS_DISPATCHED,
  running: ImageStatus.IMAGE_STATUS_RUNNING,
  stored: ImageStatus.IMAGE_STATUS_STORED,
  failed: ImageStatus.IMAGE_STATUS_FAILED,
  cancelled: ImageStatus.IMAGE_STATUS_CANCELLED,
  expired: ImageStatus.IMAGE_STATUS_EXPIRED,
};

const lanes: Record<LaneName, Lane> = {
  starter: Lane.LANE_STARTER,
  professional: Lane.LANE_PROFESSIONAL,
  enterprise: Lane.LANE_ENTERPRISE,
};

export const laneName = (lane: Lane): LaneName | undefined =>
  (Object.keys(lanes) as LaneName[]).find((name) => lanes[name] === lane);

export const toLane = (name: LaneName): Lane => lanes[name];

export const stateName = (status: GenerationStatus): GenerationState | undefined =>
  (Object.keys(statuses) as GenerationState[]).find((name) => statuses[name] === status);

/** Where a queued generation stands. */
export interface QueuePlace {
  /** Images ahead of its first one that no worker began. */
  readonly position: number;
  /** When that one is expected to be begun. */
  readonly estimatedStartAt: Date;
}

/** @param place where it is known; shown while the generation is queued */
export function toGeneration({ generation, images }: Snapshot, place?: QueuePlace): Generation {
  const queued = generation.status === 'queued' ? place : undefined;
  return {
    id: generation.id,
    accountId: generation.account_id,
    keyId: generation.key_id,
    requestId: generation.request_id,
    idempotencyKey: generation.idempotency_key,
    status: statuses[generation.status],
    parameters: Parameters.decode(generation.parameters),
    images: images.map((image) => ({
      id: image.id,
      index: image.index,
      seed: image.seed,
      status: imageStatuses[image.status],
      createdAt: image.stored_at ?? undefined,
      errorCode: image.error_code,
    })),
    createdAt: generation.created_at,
    startedAt: generation.started_at ?? undefined,
    finishedAt: generation.finished_at ?? undefined,
    expiresAt: generation.expires_at,
    systemFingerprint: generation.system_fingerprint,
    queuePosition: queued?.position ?? 0,
    errorCode: generation.error_code,
    model: generation.model,
    lane: lanes[generation.lane],
    webhook: generation.webhook === null ? undefined : WebhookTarget.decode(generation.webhook),
    estimatedStartAt: queued?.estimatedStartAt,
  };
}

/** The event that says how the generation ended, as an outbox message. */
export function eventMessage(id: string, snapshot: Snapshot, now: Date): NewMessage {
  const type = `generation.${snapshot.generation.status}`;
  const event: GenerationEvent = {
    id,
    type,
    occurredAt: snapshot.generation.finished_at ?? now,
    generation: toGeneration(snapshot),
  };
  return {
    kind: 'event',
    subject: eventSubject(type),
    message_id: id,
    payload: Buffer.from(GenerationEventCodec.encode(event).finish()),
    generation_id: snapshot.generation.id,
    image_id: null,
    dispatch: null,
  };
}
