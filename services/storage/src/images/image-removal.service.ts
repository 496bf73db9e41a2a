import { Inject, Injectable } from '@nestjs/common';
import type { ImageBackend } from '../backend/image-backend.js';
import { BACKEND } from '../tokens.js';
import { imageFormats, imageKey } from './image-format.js';

/** Removes the bytes of images. */
@Injectable()
export class ImageRemoval {
  constructor(@Inject(BACKEND) private readonly backend: ImageBackend) {}

  /** In every format: a crash may have left a file that no row told of. */
  async removeFiles(imageId: string): Promise<void> {
    await Promise.all(imageFormats.map((format) => this.backend.remove(imageKey(imageId, format))));
  }
}
