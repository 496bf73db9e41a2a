import { Injectable } from '@nestjs/common';
import { GenerationService } from '../generations/generation.service.js';
import { RemovalRepository } from './removal.repository.js';

const batchSize = 200;

/**
 * Removes all work of a deleted account. What is under way is cancelled first, as its owner would: workers drop it,
 * metering hears of it and gives back what was not made. Only what has ended, and whose events are published, is removed.
 */
@Injectable()
export class AccountGenerations {
  constructor(
    private readonly repository: RemovalRepository,
    private readonly generations: GenerationService,
  ) {}

  async remove(accountId: string): Promise<boolean> {
    for (;;) {
      const live = await this.repository.live(accountId, batchSize);
      for (const generationId of live) await this.generations.cancel({ accountId, generationId });
      if (live.length < batchSize) break;
    }
    while ((await this.repository.removeEnded(accountId, batchSize)) === batchSize);
    return this.repository.removeRest(accountId);
  }
}
