import { counter, type Logger } from '@imageai/telemetry';
import { Inject, Injectable } from '@nestjs/common';
import { ImageRemoval } from '../images/image-removal.service.js';
import { RenditionsRepository } from '../renditions/renditions.repository.js';
import { CLOCK, type Clock, LOGGER } from '../tokens.js';
import { RetentionRepository } from './retention.repository.js';

const batchSize = 200;
const removedAtOnce = 8;
/** A deletion under way takes no longer. */
const clearingMs = 60_000;

const removed = counter('imageai_storage_swept_total', 'Images that the sweep removed, by why', ['why']);

/**
 * Ends what retention ended: the bytes first, and only then the row, since nobody is given an expired image any more.
 * So a sweep that is cut short anywhere leaves rows that the next one finds again, and never a file without a row.
 */
@Injectable()
export class RetentionService {
  private stopping = false;

  constructor(
    private readonly repository: RetentionRepository,
    private readonly removal: ImageRemoval,
    private readonly renditions: RenditionsRepository,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Ends after the batch under way. */
  stop(): void {
    this.stopping = true;
  }

  async sweep(): Promise<void> {
    await this.inBatches('expired', (limit) => this.repository.findExpired(this.clock.now(), limit));
    await this.repository.forget();
    const cutoff = new Date(this.clock.now().getTime() - clearingMs);
    await this.inBatches('deletion cut short', (limit) => this.repository.findUncleared(cutoff, limit));
  }

  private async inBatches(why: string, find: (limit: number) => Promise<string[]>): Promise<void> {
    while (!this.stopping) {
      const ids = await find(batchSize);
      const gone = await this.remove(ids);
      await this.repository.bury(gone, this.clock.now());
      removed.inc({ why }, gone.length);
      if (gone.length > 0) this.logger.info({ images: gone.length, why }, 'images removed');
      // What could not be removed would be found again at once.
      if (ids.length < batchSize || gone.length < ids.length) return;
    }
  }

  /** Those whose bytes are gone. */
  private async remove(ids: readonly string[]): Promise<string[]> {
    const gone: string[] = [];
    const renditions = await this.renditions.namesOf(ids);
    const waiting = ids.values();
    const next = async (): Promise<void> => {
      for (const id of waiting) {
        try {
          await this.removal.removeFiles(id, renditions);
          gone.push(id);
        } catch (error) {
          this.logger.warn({ err: error, imageId: id }, 'an image was not removed, the next sweep tries again');
        }
      }
    };
    await Promise.all(Array.from({ length: removedAtOnce }, next));
    return gone;
  }
}
