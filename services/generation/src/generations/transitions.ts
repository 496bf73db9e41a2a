import type { ErrorCode } from '@imageai/errors';
import type { GenerationRow, GenerationState, ImageRow, ImageState } from '../db/schema.js';

/** A generation with its images, as it stood at one moment. */
export interface Snapshot {
  readonly generation: GenerationRow;
  /** By index. */
  readonly images: readonly ImageRow[];
}

/** What a decision makes of a snapshot; written by compare-and-set on the snapshot's version. */
export interface Change {
  readonly before: Snapshot;
  readonly after: Snapshot;
  /** Images that need a work message. */
  readonly dispatched: readonly ImageRow[];
  /** Images that failed in this change by our fault: the dead letters. */
  readonly failed: readonly ImageRow[];
  /** Images that end without having been made: workers are told to drop them. */
  readonly dropped: readonly ImageRow[];
  /** The terminal state that the generation reached in this change. */
  readonly ended: GenerationState | undefined;
}

type Patch = Partial<ImageRow>;

/** What a client reads of an image that has no further attempt. */
export type LossCode = Extract<ErrorCode, 'internal_error' | 'content_prohibited'>;

const endedImage = new Set<ImageState>(['stored', 'failed', 'cancelled', 'expired']);
const endedGeneration = new Set<GenerationState>(['succeeded', 'failed', 'cancelled', 'expired']);

export const isEnded = (generation: Pick<GenerationRow, 'status'>): boolean => endedGeneration.has(generation.status);
export const isImageEnded = (image: Pick<ImageRow, 'status'>): boolean => endedImage.has(image.status);
/** With the workers, and so counted against the account's concurrency. */
export const isInUse = (image: Pick<ImageRow, 'status'>): boolean =>
  image.status === 'dispatched' || image.status === 'running';

/** A worker began it. */
export const start = (snapshot: Snapshot, image: ImageRow, workerId: string, now: Date): Change =>
  change(snapshot, now, [
    [image, { status: 'running', worker_id: workerId, started_at: image.started_at ?? now, last_heartbeat_at: now }],
  ]);

/** Storage holds it. */
export const store = (
  snapshot: Snapshot,
  image: ImageRow,
  report: { readonly workerId: string; readonly storedAt: Date; readonly engineMs: number },
  now: Date,
): Change =>
  change(snapshot, now, [
    [
      image,
      {
        status: 'stored',
        worker_id: report.workerId,
        started_at: image.started_at ?? now,
        stored_at: report.storedAt,
        engine_ms: report.engineMs,
      },
    ],
  ]);

/** This attempt is over without a picture: another one, unless it was the last. */
export function lose(
  snapshot: Snapshot,
  image: ImageRow,
  loss: { readonly reason: string; readonly errorCode: LossCode; readonly alone: boolean; readonly last: boolean },
  now: Date,
): Change {
  // Text of other processes may hold a NUL, which Postgres' text cannot.
  const reason = loss.reason.replaceAll('\0', '').slice(0, 2_000);
  if (loss.last) return change(snapshot, now, [[image, { status: 'failed', error_code: loss.errorCode, reason }]]);
  return change(snapshot, now, [
    [
      image,
      {
        ...again(image, now),
        attempt: image.attempt + 1,
        alone: image.alone || loss.alone,
        lost_worker_id: image.worker_id,
        reason,
      },
    ],
  ]);
}

/** The worker gives it back unmade: nothing went wrong with it. */
export const handBack = (snapshot: Snapshot, image: ImageRow, now: Date): Change =>
  change(snapshot, now, [[image, again(image, now)]]);

/** Ends what has not ended. */
export const endAll = (snapshot: Snapshot, as: 'cancelled' | 'expired', now: Date): Change =>
  change(
    snapshot,
    now,
    snapshot.images
      .filter((image) => !isImageEnded(image))
      .map((image) => [image, { status: as, error_code: as === 'expired' ? 'generation_timeout' : '' }]),
    as,
  );

const again = (image: ImageRow, now: Date): Patch => ({
  status: 'dispatched',
  dispatches: image.dispatches + 1,
  worker_id: null,
  message_sequence: null,
  last_heartbeat_at: now,
});

/**
 * Of the clock, so that no two changes ever bear the same one. Not every change waits for the disk: one that a crash of
 * Postgres lost, and another made in its place, would by counting look alike to watchers and to compare-and-set.
 */
export const nextVersion = (version: number, now: Date): number => Math.max(version + 1, now.getTime());

function change(
  before: Snapshot,
  now: Date,
  patches: readonly (readonly [ImageRow, Patch])[],
  without: 'failed' | 'cancelled' | 'expired' = 'failed',
): Change {
  const byId = new Map(patches.map(([image, patch]) => [image.id, patch]));
  const images = before.images.map((image): ImageRow => {
    const patch = byId.get(image.id);
    if (patch === undefined) return image;
    const patched = { ...image, ...patch };
    return isImageEnded(patched) ? { ...patched, ended_at: now } : patched;
  });
  const status = statusOf(before.generation.status, images, without);
  const ended = status !== before.generation.status && endedGeneration.has(status) ? status : undefined;
  const generation: GenerationRow = {
    ...before.generation,
    status,
    version: nextVersion(before.generation.version, now),
    started_at: before.generation.started_at ?? (status === 'running' || status === 'succeeded' ? now : null),
    finished_at: ended ? now : before.generation.finished_at,
    error_code: ended ? errorOf(ended, images) : before.generation.error_code,
  };
  const moved = images.filter((image) => byId.has(image.id));
  const was = new Map(before.images.map((image) => [image.id, image]));
  return {
    before,
    after: { generation, images },
    dispatched: moved.filter((image) => image.dispatches > (was.get(image.id)?.dispatches ?? 0)),
    failed: moved.filter((image) => image.status === 'failed' && image.error_code !== 'content_prohibited'),
    dropped: moved.filter((image) => image.status === 'cancelled' || image.status === 'expired'),
    ended,
  };
}

/** Terminal once all images ended: `succeeded` with at least one stored, otherwise what ended the rest. */
function statusOf(
  current: GenerationState,
  images: readonly ImageRow[],
  without: 'failed' | 'cancelled' | 'expired',
): GenerationState {
  if (images.every(isImageEnded)) return images.some((image) => image.status === 'stored') ? 'succeeded' : without;
  return images.some((image) => image.status === 'running' || image.status === 'stored') ? 'running' : current;
}

function errorOf(status: GenerationState, images: readonly ImageRow[]): string {
  if (status === 'expired') return 'generation_timeout';
  if (status === 'failed') return images.find((image) => image.error_code !== '')?.error_code ?? 'internal_error';
  return '';
}
