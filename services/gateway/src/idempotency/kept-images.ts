import { type Generation, ImageStatus } from '@imageai/contracts/generation';
import { AppError } from '@imageai/errors';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config.js';
import type { ImagesClient } from '../peers/peers.js';
import { untilAvailable } from '../peers/until-available.js';
import { CONFIG, IMAGES } from '../tokens.js';

/** Whether an answer from an earlier day still leads to its images. */
@Injectable()
export class KeptImages {
  constructor(
    @Inject(IMAGES) private readonly storage: ImagesClient,
    @Inject(CONFIG) private readonly config: Pick<Config, 'PEER_PATIENCE_MS'>,
  ) {}

  /** Throws `image_gone` where a stored image of the generation was deleted or its retention ended. */
  async check({ accountId, images }: Generation): Promise<void> {
    const stored = images.filter(({ status }) => status === ImageStatus.IMAGE_STATUS_STORED);
    await Promise.all(stored.map(({ id }) => this.checkImage(accountId, id)));
  }

  private async checkImage(accountId: string, imageId: string): Promise<void> {
    const isKept = await untilAvailable(this.config.PEER_PATIENCE_MS, async () => {
      try {
        await this.storage.getImage({ accountId, imageId });
        return true;
      } catch (error) {
        const { code } = AppError.from(error);
        if (code === 'image_gone' || code === 'not_found') return false;
        throw error;
      }
    });
    if (!isKept) throw new AppError('image_gone');
  }
}
