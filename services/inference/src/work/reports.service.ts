import { FailureCause, WorkDecision } from '@imageai/contracts/generation';
import type { ImageWork } from '@imageai/contracts/inference';
import { AppError } from '@imageai/errors';
import { Inject, Injectable } from '@nestjs/common';
import { REPORTS_CLIENT, type ReportsClient, WORKER_ID } from '../tokens.js';
import { insist } from './insist.js';

/** A reason is for operators to read, not a place for pages of output. */
const longestReason = 1_000;

export interface Failure {
  /** For operators. */
  readonly reason: string;
  /** Another attempt cannot help. */
  readonly permanent: boolean;
  /** Ours, where it is not said. */
  readonly cause?: FailureCause;
}

/** Tells generation what becomes of an image, until it answers. */
@Injectable()
export class Reports {
  constructor(
    @Inject(REPORTS_CLIENT) private readonly client: ReportsClient,
    @Inject(WORKER_ID) private readonly workerId: string,
  ) {}

  /** Whether the image is to be made. */
  async started(work: ImageWork, signal: AbortSignal): Promise<boolean> {
    try {
      const { decision } = await insist(() => this.client.reportStarted(this.about(work)), signal);
      return decision !== WorkDecision.WORK_DECISION_DROP;
    } catch (error) {
      // Generation knows no such image: nobody waits for it.
      if (error instanceof AppError && error.code === 'not_found') return false;
      throw error;
    }
  }

  /** Whether generation keeps the image; otherwise it is to be deleted. */
  async stored(work: ImageWork, storedAt: Date, engineMs: number, signal: AbortSignal): Promise<boolean> {
    const report = { ...this.about(work), storedAt, engineMs: Math.round(engineMs) };
    const { kept } = await insist(() => this.client.reportStored(report), signal);
    return kept;
  }

  async failed(work: ImageWork, failure: Failure, signal: AbortSignal): Promise<void> {
    const { reason, permanent, cause = FailureCause.FAILURE_CAUSE_UNSPECIFIED } = failure;
    const report = { ...this.about(work), reason: reason.slice(0, longestReason), permanent, cause };
    await insist(() => this.client.reportFailed(report), signal);
  }

  async handBack({ imageId, attempt }: ImageWork, signal: AbortSignal): Promise<void> {
    await insist(() => this.client.handBack({ workerId: this.workerId, images: [{ imageId, attempt }] }), signal);
  }

  private about({ imageId, attempt }: ImageWork) {
    return { imageId, attempt, workerId: this.workerId };
  }
}
