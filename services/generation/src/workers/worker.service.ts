import {
  FailureCause,
  type HandBackRequest,
  type HeartbeatRequest,
  type ReportFailedRequest,
  type ReportStartedRequest,
  type ReportStoredRequest,
  WorkDecision,
} from '@imageai/contracts/generation';
import { counter, histogram } from '@imageai/telemetry';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config.js';
import type { ImageRow } from '../db/schema.js';
import { GenerationStore } from '../generations/generation-store.js';
import { handBack, isInUse, type LossCode, lose, type Snapshot, start, store } from '../generations/transitions.js';
import { Queue } from '../queue/queue.js';
import { CLOCK, type Clock, CONFIG } from '../tokens.js';
import { WorkerRepository } from './worker.repository.js';

const losses = counter('imageai_generation_attempts_lost_total', 'Attempts that ended without a picture.');
const handBacks = counter('imageai_generation_handed_back_total', 'Images that a draining worker gave back.');
const engineSeconds = histogram('imageai_generation_engine_seconds', 'What the engine took for an image.', ['model']);

const { WORK_DECISION_CONTINUE: goOn, WORK_DECISION_DROP: drop } = WorkDecision;

interface Loss {
  readonly imageId: string;
  readonly attempt: number;
  readonly reason: string;
  readonly errorCode: LossCode;
  /** Null where no worker had begun it. */
  readonly workerId: string | null;
  readonly permanent: boolean;
}

/** Takes the reports of inference. Each may come twice, late, or from a worker that was given up. */
@Injectable()
export class WorkerService {
  constructor(
    private readonly store: GenerationStore,
    private readonly repository: WorkerRepository,
    private readonly queue: Queue,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** One worker makes an attempt: a second that was given the same message is told to drop it. */
  async started({ imageId, attempt, workerId }: ReportStartedRequest): Promise<WorkDecision> {
    const decision = await this.store.change(
      { imageId },
      (snapshot, now) => {
        const image = find(snapshot, imageId);
        if (image?.attempt !== attempt || snapshot.generation.expires_at <= now) return { answer: drop };
        if (image.status === 'running' && image.worker_id === workerId) return { answer: goOn };
        if (image.status !== 'dispatched') return { answer: drop };
        return { answer: goOn, change: start(snapshot, image, workerId, now) };
      },
      'recent',
    );
    return decision ?? drop;
  }

  heartbeat({ workerId, images }: HeartbeatRequest): Promise<string[]> {
    return this.repository.beat(workerId, images, this.clock.now());
  }

  /**
   * Whether the picture is kept. A picture of an attempt that was given up is taken while its image has not ended: it is
   * in storage, its bytes are the same, and deleting it would take them from the attempt under way.
   */
  async stored(report: ReportStoredRequest): Promise<boolean> {
    const { imageId, attempt, workerId, engineMs } = report;
    const kept = await this.store.change<{ kept: boolean; image?: ImageRow }>(
      { imageId },
      (snapshot, now) => {
        const image = find(snapshot, imageId);
        if (image?.status === 'stored') return { answer: { kept: true } };
        if (image === undefined || !isInUse(image) || attempt > image.attempt) return { answer: { kept: false } };
        const change = store(snapshot, image, { workerId, engineMs, storedAt: report.storedAt ?? now }, now);
        return { answer: { kept: true, image }, change };
      },
      'recent',
    );
    if (kept?.image !== undefined) {
      this.queue.measured(kept.image.model, kept.image.cost, engineMs, workerId);
      engineSeconds.observe({ model: kept.image.model }, engineMs / 1_000);
    }
    return kept?.kept ?? false;
  }

  async failed({ imageId, attempt, workerId, reason, permanent, cause }: ReportFailedRequest): Promise<void> {
    // A worker may fail on an image that it did not begin: it has other weights than those promised, say.
    const reported = (image: ImageRow): boolean => image.worker_id === null || image.worker_id === workerId;
    const errorCode = cause === FailureCause.FAILURE_CAUSE_CONTENT_PROHIBITED ? 'content_prohibited' : 'internal_error';
    await this.loseImage({ imageId, attempt, reason, errorCode, workerId, permanent }, reported);
  }

  /** A lost worker, or a lost message: what the sweep found. */
  async lost(imageId: string, attempt: number, reason: string, workerId: string | null): Promise<void> {
    const silent = (image: ImageRow, now: Date): boolean =>
      image.worker_id === workerId &&
      now.getTime() - image.last_heartbeat_at.getTime() >= this.config.HEARTBEAT_TIMEOUT_MS;
    await this.loseImage({ imageId, attempt, reason, errorCode: 'internal_error', workerId, permanent: false }, silent);
  }

  async handBack({ images, workerId }: HandBackRequest): Promise<void> {
    for (const { imageId, attempt } of images) {
      await this.store.change({ imageId }, (snapshot, now) => {
        const image = find(snapshot, imageId);
        const mine = image !== undefined && isInUse(image) && image.attempt === attempt;
        if (!mine || (image.worker_id !== null && image.worker_id !== workerId)) return { answer: undefined };
        handBacks.inc();
        return { answer: undefined, change: handBack(snapshot, image, now) };
      });
    }
  }

  private async loseImage(
    { imageId, attempt, reason, errorCode, workerId, permanent }: Loss,
    applies: (image: ImageRow, now: Date) => boolean,
  ): Promise<void> {
    const beside = workerId === null ? 0 : await this.repository.countBeside(imageId, workerId);
    await this.store.change({ imageId }, (snapshot, now) => {
      const image = find(snapshot, imageId);
      if (image === undefined || !isInUse(image) || image.attempt !== attempt || !applies(image, now)) {
        return { answer: undefined };
      }
      losses.inc();
      const last = permanent || image.attempt >= this.config.MAX_ATTEMPTS;
      return { answer: undefined, change: lose(snapshot, image, { reason, errorCode, alone: beside > 0, last }, now) };
    });
  }
}

const find = (snapshot: Snapshot, imageId: string): ImageRow | undefined =>
  snapshot.images.find((image) => image.id === imageId);
