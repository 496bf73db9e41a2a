import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '../clock.js';
import type { Config } from '../config.js';
import { CLOCK, CONFIG } from '../tokens.js';
import { RetentionRepository } from './retention.repository.js';

const dayMs = 24 * 60 * 60 * 1_000;
const batchSize = 500;

/** Keeps what happened as long as the operator wants, and no longer. */
@Injectable()
export class RetentionService {
  constructor(
    private readonly repository: RetentionRepository,
    @Inject(CONFIG) private readonly config: Pick<Config, 'RETENTION_DAYS'>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Batch after batch until none is left. */
  async sweep(): Promise<void> {
    const now = this.clock.now();
    const cutoff = new Date(now.getTime() - this.config.RETENTION_DAYS * dayMs);
    while ((await this.repository.forget(cutoff, batchSize)) === batchSize);
    while ((await this.repository.forgetRequests(now, batchSize)) === batchSize);
  }
}
