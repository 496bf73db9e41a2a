import { Inject, Injectable } from '@nestjs/common';
import type { ImageBackend } from '../backend/image-backend.js';
import { BACKEND } from '../tokens.js';
import { imageKeys } from './image-format.js';

/** Removes the bytes of images. */
@Injectable()
export class ImageRemoval {
  constructor(@Inject(BACKEND) private readonly backend: ImageBackend) {}

  async removeFiles(imageId: string): Promise<void> {
    await this.backend.remove(imageKeys(imageId));
  }
}
