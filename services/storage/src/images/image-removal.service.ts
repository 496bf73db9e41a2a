import { Inject, Injectable } from '@nestjs/common';
import type { ImageBackend } from '../backend/image-backend.js';
import { renditionKey } from '../renditions/rendition-name.js';
import { type RenditionNames, RenditionsRepository } from '../renditions/renditions.repository.js';
import { BACKEND } from '../tokens.js';
import { imageKeys } from './image-format.js';

/** Removes the bytes of images, those of their renditions included. */
@Injectable()
export class ImageRemoval {
  constructor(
    private readonly renditions: RenditionsRepository,
    @Inject(BACKEND) private readonly backend: ImageBackend,
  ) {}

  /** `known`: what renditions there are, where that was looked up for many images at once. */
  async removeFiles(imageId: string, known?: RenditionNames): Promise<void> {
    const names = (known ?? (await this.renditions.namesOf([imageId]))).get(imageId) ?? [];
    await this.backend.remove([...imageKeys(imageId), ...names.map((name) => renditionKey(imageId, name))]);
  }
}
