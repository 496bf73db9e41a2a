import { AppError } from '@imageai/errors';
import { Inject, Injectable } from '@nestjs/common';
import type { ImageBackend, StoredBytes } from '../backend/image-backend.js';
import { BACKEND } from '../tokens.js';
import { type HeldImage, isTombstone } from './held-image.js';
import { imageKey } from './image-format.js';
import { ImagesRepository } from './images.repository.js';

/** The bytes of images: all of them, or none. */
@Injectable()
export class ImageFiles {
  constructor(
    private readonly images: ImagesRepository,
    @Inject(BACKEND) private readonly backend: ImageBackend,
  ) {}

  async open(image: HeldImage): Promise<StoredBytes> {
    const bytes = await this.backend.open(imageKey(image.id, image.format));
    if (bytes?.size === image.bytes) return bytes;
    await bytes?.close();
    // Deleted since the row was read, or else the disk does not hold what the row says.
    const now = await this.images.find(image.id);
    if (now === undefined || isTombstone(now)) throw new AppError('image_gone');
    throw new AppError('internal_error', { cause: new Error(`the file of image ${image.id} is missing or cut off`) });
  }
}
