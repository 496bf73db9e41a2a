import { isId } from '@imageai/api';
import { AppError } from '@imageai/errors';
import { Inject, Injectable } from '@nestjs/common';
import { type HeldImage, isTombstone } from '../images/held-image.js';
import { formatOfEnding } from '../images/image-format.js';
import { ImagesRepository } from '../images/images.repository.js';
import { CLOCK, type Clock } from '../tokens.js';

const longestCachedSeconds = 300;

/** Which image a public file name means, and how long it may be cached. */
@Injectable()
export class PublicFilesService {
  constructor(
    private readonly images: ImagesRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The image of "img_….png". What is not such a name never reaches the database, nor the files. */
  async find(name: string): Promise<HeldImage> {
    const [id = '', ending = '', ...more] = name.split('.');
    const format = formatOfEnding.get(ending);
    if (more.length > 0 || format === undefined || !isId('img', id)) throw new AppError('not_found');
    const image = await this.images.find(id);
    if (image === undefined) throw new AppError('not_found');
    if (isTombstone(image) || image.expiresAt <= this.clock.now()) throw new AppError('image_gone');
    if (image.format !== format) throw new AppError('not_found');
    return image;
  }

  /** A cache may keep the file until retention ends, and asks again soon, since it may be deleted before. */
  cacheSeconds(image: HeldImage): number {
    const left = Math.floor((image.expiresAt.getTime() - this.clock.now().getTime()) / 1_000);
    return Math.max(0, Math.min(longestCachedSeconds, left));
  }
}
