import type { Lane, QueueEstimate } from '@imageai/contracts/generation';
import { AppError } from '@imageai/errors';
import { Inject, Injectable } from '@nestjs/common';
import type { GenerationClient } from '../peers/peers.js';
import { GENERATION } from '../tokens.js';

/** What is known is looked up again after this time, without anybody waiting for it; generation reads it every second. */
const maxAgeMs = 1_000;
/** What is older says nothing of a queue. */
const staleAgeMs = 5_000;
const timeoutMs = 1_000;
const longestRetrySeconds = 86_400;

/**
 * How long images would wait, so that a request that cannot be served in time is refused before anything is reserved for
 * it. Generation decides in the end: while it cannot be asked nothing is refused here.
 */
@Injectable()
export class QueueEstimates {
  private estimates: readonly QueueEstimate[] = [];
  private askedAt = Number.NEGATIVE_INFINITY;
  private asking: Promise<void> | undefined;

  constructor(@Inject(GENERATION) private readonly generation: GenerationClient) {}

  /**
   * The refusal of a request that would not be begun by its deadline; undefined where it may be made.
   * @param model empty: the default one
   */
  async refusal(model: string, lane: Lane, expiresInSeconds: number): Promise<AppError | undefined> {
    const age = performance.now() - this.askedAt;
    if (age > staleAgeMs) await this.refresh();
    else if (age > maxAgeMs) void this.refresh();
    // The default model comes first.
    const name = model === '' ? this.estimates[0]?.model : model;
    const waitMs = this.estimates.find((estimate) => estimate.model === name && estimate.lane === lane)?.waitMs ?? 0;
    const lateMs = waitMs - expiresInSeconds * 1_000;
    if (waitMs === 0 || lateMs < 0) return undefined;
    const retryAfterSeconds = Math.min(Math.max(1, Math.ceil(lateMs / 1_000)), longestRetrySeconds);
    return new AppError('overloaded', { retryAfterSeconds });
  }

  private refresh(): Promise<void> {
    this.asking ??= this.ask().finally(() => {
      this.asking = undefined;
    });
    return this.asking;
  }

  private async ask(): Promise<void> {
    this.askedAt = performance.now();
    const { estimates } = await this.generation.listQueueEstimates({}, { timeoutMs }).catch(() => ({ estimates: [] }));
    this.estimates = estimates;
  }
}
