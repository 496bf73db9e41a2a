import type { PlanNameInApi } from '@imageai/api';
import type { AdminModel, DeadLetterResource, QueueOverview } from '@imageai/api/admin';
import {
  type DeadLetter,
  type GetQueueOverviewResponse,
  Lane,
  type Model,
  type QueueEstimate,
} from '@imageai/contracts/generation';
import { AppError } from '@imageai/errors';

const laneNames = new Map<Lane, PlanNameInApi>([
  [Lane.LANE_STARTER, 'starter'],
  [Lane.LANE_PROFESSIONAL, 'professional'],
  [Lane.LANE_ENTERPRISE, 'enterprise'],
]);

export const toQueueOverview = (
  { lanes, workers, deadLetters }: GetQueueOverviewResponse,
  estimates: readonly QueueEstimate[],
): QueueOverview => ({
  lanes: lanes.map(({ lane, waiting, dispatched, running, oldestAcceptedAt }) => ({
    lane: laneNameOf(lane),
    waiting,
    dispatched,
    running,
    oldest_accepted_at: oldestAcceptedAt?.toISOString() ?? null,
  })),
  workers: workers.map(({ workerId, seenAt, running }) => ({ id: workerId, seen_at: time(seenAt), running })),
  estimates: estimates.map(({ model, lane, waitMs }) => ({ model, lane: laneNameOf(lane), wait_ms: waitMs })),
  dead_letters: deadLetters,
});

export const toAdminModel = (model: Model): AdminModel => ({
  name: model.name,
  usable: model.unusableReason === '',
  unusable_reason: model.unusableReason || null,
  digest: model.digest,
  system_fingerprint: model.systemFingerprint || null,
  pipeline: model.pipeline,
  features: model.features,
  runtime: model.runtime,
  default_steps: model.defaultSteps,
  default_guidance_scale: model.defaultGuidanceScale,
  size_multiple: model.sizeMultiple,
  max_pixels: Number(model.maxPixels),
  licence: model.licence,
  source: model.source,
  registered_at: model.registeredAt?.toISOString() ?? null,
});

export const toDeadLetter = (letter: DeadLetter): DeadLetterResource => ({
  image_id: letter.imageId,
  generation_id: letter.generationId,
  account_id: letter.accountId,
  attempts: letter.attempts,
  reason: letter.reason,
  died_at: time(letter.diedAt),
  retried_as: letter.requeuedAsGenerationId || null,
});

function laneNameOf(lane: Lane): PlanNameInApi {
  const name = laneNames.get(lane);
  if (name === undefined) throw unreadable(`lane ${lane}`);
  return name;
}

function time(date: Date | undefined): string {
  if (date === undefined) throw unreadable('nothing for a time');
  return date.toISOString();
}

const unreadable = (what: string): AppError =>
  new AppError('internal_error', { cause: new Error(`generation sent ${what}`) });
