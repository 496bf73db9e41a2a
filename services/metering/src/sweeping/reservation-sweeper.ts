import type { FindGenerationsRequest, FindGenerationsResponse } from '@imageai/contracts/generation';
import { counter, type Logger } from '@imageai/telemetry';
import { Inject, Injectable } from '@nestjs/common';
import type { MeteringSettings } from '../settings.js';
import { GENERATIONS, LOGGER, SETTINGS } from '../tokens.js';
import { SweepRepository } from './sweep.repository.js';

/** The one thing that metering asks of generation. */
export interface GenerationLookup {
  findGenerations(request: FindGenerationsRequest): Promise<FindGenerationsResponse>;
}

const batchSize = 500;

const abandoned = counter('imageai_reservations_abandoned_total', 'Reservations given back because no job came.');

/**
 * Gives back what was reserved for jobs that never came to be: the gateway died between the two, or generation refused.
 * Generation refuses a reservation of more than 30 seconds, so one of 60 that it does not know will never be used.
 */
@Injectable()
export class ReservationSweeper {
  private timer: NodeJS.Timeout | undefined;
  private sweeping: Promise<void> = Promise.resolve();
  private stopping = false;

  constructor(
    private readonly repository: SweepRepository,
    @Inject(GENERATIONS) private readonly generations: GenerationLookup,
    @Inject(SETTINGS) private readonly settings: MeteringSettings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  start(): void {
    this.timer = setTimeout(() => {
      this.sweeping = this.sweep()
        .catch((error: unknown) => this.logger.warn({ err: error }, 'reservations not swept, trying again later'))
        .finally(() => {
          if (!this.stopping) this.start();
        });
    }, this.settings.sweepIntervalMs);
  }

  /** Waits for the batch under way. */
  async stop(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.timer);
    await this.sweeping;
  }

  /** Batch after batch until none is left; stops at the first that generation does not answer. */
  async sweep(): Promise<void> {
    let found = batchSize;
    while (found === batchSize && !this.stopping) found = await this.sweepBatch();
    let deleted = batchSize;
    while (deleted === batchSize && !this.stopping) {
      deleted = await this.repository.deleteOldRequestsWithoutImages(batchSize);
    }
  }

  private async sweepBatch(): Promise<number> {
    const generationIds = await this.repository.findUnconfirmed(batchSize);
    if (generationIds.length === 0) return 0;
    const answer = await this.generations.findGenerations({ generationIds });
    const known = new Set(answer.generationIds);
    const unknown = generationIds.filter((id) => !known.has(id));
    if (known.size > 0) await this.repository.confirm([...known]);
    const count = unknown.length > 0 ? await this.repository.abandon(unknown) : 0;
    if (count > 0) this.logger.info({ reservations: count }, 'given back: no job came');
    abandoned.inc(count);
    return generationIds.length;
  }
}
