import { Inject, Injectable } from '@nestjs/common';
import { ImageRemoval } from '../images/image-removal.service.js';
import { InputsService } from '../inputs/inputs.service.js';
import { CLOCK, type Clock } from '../tokens.js';
import { RemovalRepository } from './removal.repository.js';

const batchSize = 200;
const removedAtOnce = 8;
/** Making a rendition takes no longer. */
const renditionMs = 60_000;

/**
 * Removes every image of a deleted account, and the pictures that images begin with. Of images first the rows become tombstones, so that the CDN answers 410 and a worker
 * that comes late is refused, then the bytes go. Cut short anywhere, it is taken up where it ended.
 */
@Injectable()
export class AccountImages {
  constructor(
    private readonly repository: RemovalRepository,
    private readonly removal: ImageRemoval,
    private readonly inputs: InputsService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** A file that cannot be removed now throws: the next look begins with it. */
  async remove(accountId: string): Promise<boolean> {
    await this.repository.countInputs(accountId, await this.inputs.deleteAll(accountId));
    for (;;) {
      const ids = await this.repository.bury(accountId, this.clock.now(), batchSize);
      if (ids.length === 0) return true;
      const waiting = ids.values();
      const next = async (): Promise<void> => {
        for (const id of waiting) await this.removal.removeFiles(id);
      };
      await Promise.all(Array.from({ length: removedAtOnce }, next));
      const now = this.clock.now();
      const cutoff = new Date(now.getTime() - renditionMs);
      // What is left has to be looked at once more, later.
      if ((await this.repository.clear(accountId, ids, now, cutoff)) === 0) return false;
    }
  }
}
