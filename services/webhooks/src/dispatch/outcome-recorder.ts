import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@imageai/telemetry';
import { Inject, Injectable } from '@nestjs/common';
import { Batcher } from '../batcher.js';
import { LOGGER } from '../tokens.js';
import type { Outcome } from './outcome.js';
import { OutcomeRepository } from './outcome.repository.js';

const maxBatch = 100;
const retryMs = 250;

/** Writes down what came of tries. Postgres being away is waited for: what is forgotten would be sent again. */
@Injectable()
export class OutcomeRecorder {
  private readonly writing: Batcher<Outcome, boolean>;

  constructor(
    repository: OutcomeRepository,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.writing = new Batcher(async (outcomes) => {
      const recorded = await repository.record(outcomes);
      return outcomes.map(({ deliveryId }) => recorded.has(deliveryId));
    }, maxBatch);
  }

  /**
   * False when the lease was over and another had taken the delivery.
   * @param end of the lease, on the clock of `performance.now()`: no more is tried after it
   */
  async record(outcome: Outcome, end: number): Promise<boolean> {
    for (;;) {
      try {
        return await this.writing.add(outcome);
      } catch (error) {
        if (performance.now() > end) throw error;
        this.logger.warn({ err: error, deliveryId: outcome.deliveryId }, 'outcome not written, trying again');
        await sleep(retryMs);
      }
    }
  }
}
