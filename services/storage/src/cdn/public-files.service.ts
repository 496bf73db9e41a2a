import { isId } from '@imageai/api';
import { AppError } from '@imageai/errors';
import { Inject, Injectable } from '@nestjs/common';
import type { StoredBytes } from '../backend/image-backend.js';
import { type HeldImage, isTombstone } from '../images/held-image.js';
import { ImageFiles } from '../images/image-files.service.js';
import { formatOfEnding, type ImageFormat } from '../images/image-format.js';
import { ImagesRepository } from '../images/images.repository.js';
import { renditionWidth } from '../renditions/rendition-name.js';
import { RenditionsService } from '../renditions/renditions.service.js';
import { CLOCK, type Clock } from '../tokens.js';
import { SignedAccess, type SignedQuery } from './signed-access.js';

const longestCachedSeconds = 300;

/** Who may keep a copy, and how long. */
export interface Caching {
  /** Only who asked: not a cache that others are served from. */
  readonly private: boolean;
  readonly seconds: number;
}

/** A file as the CDN host serves it. */
export interface PublicFile {
  readonly format: ImageFormat;
  readonly bytes: number;
  readonly sha256: string;
  readonly caching: Caching;
  open(): Promise<StoredBytes>;
}

/** Which file a public name means, and how long it may be cached. */
@Injectable()
export class PublicFilesService {
  constructor(
    private readonly images: ImagesRepository,
    private readonly files: ImageFiles,
    private readonly renditions: RenditionsService,
    private readonly access: SignedAccess,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * The file of "img_….png", or with `w` a rendition of its image, whose format is that of the name. What cannot be a
   * file never reaches the database, nor the files.
   */
  async find(name: string, query: SignedQuery & { readonly w?: unknown }): Promise<PublicFile> {
    const [id = '', ending = '', ...more] = name.split('.');
    const format = formatOfEnding.get(ending);
    if (more.length > 0 || format === undefined || !isId('img', id)) throw new AppError('not_found');
    const width = renditionWidth(query.w);
    const image = await this.images.find(id);
    if (image === undefined) throw new AppError('not_found');
    // Before anything is said of it: also that it was there is known only to whom its URL was given.
    const urlSeconds = image.private ? this.access.secondsLeft(id, query) : Number.POSITIVE_INFINITY;
    if (isTombstone(image) || image.expiresAt <= this.clock.now()) throw new AppError('image_gone');
    if (width === undefined && image.format !== format) throw new AppError('not_found');
    const seconds = Math.min(this.cacheSeconds(image), urlSeconds);
    return this.fileOf(image, { private: image.private, seconds }, format, width);
  }

  private async fileOf(
    image: HeldImage,
    caching: Caching,
    format: ImageFormat,
    width = image.width,
  ): Promise<PublicFile> {
    if (format === image.format && width >= image.width) {
      const { bytes, sha256 } = image;
      return { format, bytes, sha256, caching, open: () => this.files.open(image) };
    }
    const rendition = { width: Math.min(width, image.width), format };
    const known = await this.renditions.get(image, rendition);
    return { format, ...known, caching, open: () => this.renditions.open(image, rendition, known) };
  }

  /** A cache may keep the file until retention ends, and asks again soon, since it may be deleted before. */
  private cacheSeconds(image: HeldImage): number {
    const left = Math.floor((image.expiresAt.getTime() - this.clock.now().getTime()) / 1_000);
    return Math.max(0, Math.min(longestCachedSeconds, left));
  }
}
