import { type ImagePage, type ImageResource, isId, type ListImagesQuery } from '@imageai/api';
import { AppError } from '@imageai/errors';
import { ImageUrls } from '@imageai/image-urls';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config.js';
import type { ImagesClient } from '../peers/peers.js';
import { untilAvailable } from '../peers/until-available.js';
import { CONFIG, IMAGES } from '../tokens.js';
import { toImageFilter, toImageResource } from './image.convert.js';

/** An account's images, as far as they are kept. */
@Injectable()
export class ImagesService {
  constructor(
    @Inject(IMAGES) private readonly images: ImagesClient,
    private readonly urls: ImageUrls,
    @Inject(CONFIG) private readonly config: Pick<Config, 'PEER_PATIENCE_MS'>,
  ) {}

  async list(accountId: string, query: ListImagesQuery): Promise<ImagePage> {
    const { limit: pageSize, cursor: pageToken = '' } = query;
    const { images, nextPageToken } = await this.ask(() =>
      this.images.listImages({ accountId, pageSize, pageToken, filter: toImageFilter(query) }),
    );
    return {
      data: images.map((image) => toImageResource(image, this.urls)),
      has_more: nextPageToken !== '',
      next_cursor: nextPageToken || null,
    };
  }

  async get(accountId: string, imageId: string): Promise<ImageResource> {
    if (!isId('img', imageId)) throw new AppError('not_found');
    const { image } = await this.ask(() => this.images.getImage({ accountId, imageId }));
    if (image === undefined) throw new AppError('internal_error', { cause: new Error('storage sent no image') });
    return toImageResource(image, this.urls);
  }

  /** What is gone already is no error. Storage itself would note a deletion of what it has not got: it may be on its way. */
  async delete(accountId: string, imageId: string): Promise<void> {
    await this.get(accountId, imageId).catch((error: unknown) => {
      if (!(error instanceof AppError && error.code === 'image_gone')) throw error;
    });
    await this.ask(() => this.images.deleteImage({ accountId, imageId }));
  }

  private ask<Answer>(call: () => Promise<Answer>): Promise<Answer> {
    return untilAvailable(this.config.PEER_PATIENCE_MS, call, refusalOf);
  }
}

function refusalOf({ code }: AppError): AppError | undefined {
  if (code === 'not_found' || code === 'image_gone') return new AppError(code);
  if (code !== 'parameter_invalid') return undefined;
  const message = 'Invalid parameter: cursor must be the next_cursor of an earlier page';
  return new AppError('parameter_invalid', { param: 'cursor', message });
}
