import type { AcceptedGeneration, GenerationResource, GenerationStatusName } from '@imageai/api';
import { type Generation, GenerationStatus, type Parameters } from '@imageai/contracts/generation';
import { AppError } from '@imageai/errors';
import type { ImageUrls } from '@imageai/image-urls';
import { toPublicError } from '../http/envelope.js';
import { toError, toOutcome } from '../jobs/outcome.convert.js';
import { linksOf } from './links.js';

const names: Partial<Record<GenerationStatus, GenerationStatusName>> = {
  [GenerationStatus.GENERATION_STATUS_QUEUED]: 'queued',
  [GenerationStatus.GENERATION_STATUS_RUNNING]: 'running',
  [GenerationStatus.GENERATION_STATUS_SUCCEEDED]: 'succeeded',
  [GenerationStatus.GENERATION_STATUS_FAILED]: 'failed',
  [GenerationStatus.GENERATION_STATUS_CANCELLED]: 'cancelled',
  [GenerationStatus.GENERATION_STATUS_EXPIRED]: 'expired',
};

export function statusName({ id, status }: Pick<Generation, 'id' | 'status'>): GenerationStatusName {
  const name = names[status];
  if (name === undefined) throw incomplete(id);
  return name;
}

export const toStatus = (name: GenerationStatusName): GenerationStatus | undefined =>
  (Object.keys(names) as GenerationStatus[]).find((status) => names[status] === name);

/** The answer to a request whose work goes on. */
export const toAccepted = (generation: Generation, origin: string): AcceptedGeneration => ({
  id: generation.id,
  status: statusName(generation),
  created_at: iso(generation.createdAt, generation.id),
  queue_position: generation.queuePosition,
  ...linksOf(generation.id, origin),
});

export function toResource(generation: Generation, urls: ImageUrls, origin: string): GenerationResource {
  const { id, parameters, webhook } = generation;
  if (parameters === undefined) throw incomplete(id);
  const status = statusName(generation);
  const { images, failed } = toOutcome(generation, urls);
  const { status_url, cancel_url, events_url, ...accepted } = toAccepted(generation, origin);
  return {
    ...accepted,
    started_at: generation.startedAt?.toISOString() ?? null,
    finished_at: generation.finishedAt?.toISOString() ?? null,
    expires_at: iso(generation.expiresAt, id),
    estimated_start_at: generation.estimatedStartAt?.toISOString() ?? null,
    request_id: generation.requestId,
    idempotency_key: generation.idempotencyKey || null,
    parameters: toPublicParameters(parameters, generation),
    system_fingerprint: generation.systemFingerprint,
    images: [...images],
    failed: [...failed],
    error: status === 'failed' || status === 'expired' ? toPublicError(toError(generation)).body.error : null,
    webhook_url: webhook?.url ?? null,
    webhook_events: (webhook?.eventTypes.length ? webhook.eventTypes : null) as GenerationResource['webhook_events'],
    status_url,
    cancel_url,
    events_url,
  };
}

const toPublicParameters = (
  parameters: Parameters,
  { images, model }: Generation,
): GenerationResource['parameters'] => ({
  prompt: parameters.prompt,
  style: (parameters.style || null) as GenerationResource['parameters']['style'],
  width: parameters.width,
  height: parameters.height,
  seed: parameters.seed,
  guidance_scale: parameters.guidanceScale ?? 0,
  negative_prompt: parameters.negativePrompt || null,
  n: images.length,
  model,
  num_inference_steps: parameters.numInferenceSteps ?? 0,
  output_format: parameters.outputFormat as GenerationResource['parameters']['output_format'],
  retention_days: parameters.retentionDays,
  private: parameters.private,
  ...(parameters.source && { strength: parameters.source.strength }),
});

function iso(date: Date | undefined, id: string): string {
  if (date === undefined) throw incomplete(id);
  return date.toISOString();
}

const incomplete = (id: string): AppError =>
  new AppError('internal_error', { cause: new Error(`generation sent ${id} incomplete`) });
