import { createHash } from 'node:crypto';
import { isId } from '@imageai/api';
import type { ListImagesRequest } from '@imageai/contracts/storage';
import { AppError } from '@imageai/errors';
import { histogram, type Logger } from '@imageai/telemetry';
import { Inject, Injectable } from '@nestjs/common';
import type { ImageBackend } from '../backend/image-backend.js';
import { RemovalRepository } from '../removal/removal.repository.js';
import { BACKEND, CLOCK, type Clock, LOGGER } from '../tokens.js';
import { type HeldImage, isTombstone } from './held-image.js';
import { ImageEncoder } from './image-encoder.js';
import { imageKey } from './image-format.js';
import { ImageRemoval } from './image-removal.service.js';
import type { ImageUpload } from './image-upload.js';
import { ImagesRepository } from './images.repository.js';
import { readPageToken, writePageToken } from './page-token.js';
import { Turns } from './turns.js';

const dayMs = 24 * 60 * 60 * 1_000;
const defaultPageSize = 20;
const largestPageSize = 100;
const largestLookUp = 500;

const encodeSeconds = histogram('imageai_storage_encode_seconds', 'Encoding of one image', ['format']);
const writeSeconds = histogram('imageai_storage_write_seconds', 'Durable writing of one image file');

interface EncodedImage {
  readonly file: Buffer;
  readonly encodeMs: number;
}

interface Stored {
  readonly image: HeldImage;
  /** 0 when it was stored before. */
  readonly encodeMs: number;
}

@Injectable()
export class ImagesService {
  /** Two writes of one image at the same time would race for its file. */
  private readonly turns = new Turns();

  constructor(
    private readonly images: ImagesRepository,
    private readonly encoder: ImageEncoder,
    private readonly removal: ImageRemoval,
    private readonly accounts: RemovalRepository,
    @Inject(BACKEND) private readonly backend: ImageBackend,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Stores an image once; a second write returns the first image, unless its bytes were lost. */
  store(upload: ImageUpload): Promise<Stored> {
    return this.turns.take(upload.header.imageId, async () => {
      const { imageId, accountId } = upload.header;
      // Nearly every image is new: its file is made while the database is asked.
      const encoding = this.encode(upload);
      encoding.catch(() => undefined);
      const known = await this.known(imageId, accountId);
      if (await this.accounts.isRemoved(accountId))
        throw new AppError('conflict', { message: 'The account was deleted.' });
      if (known === undefined) return this.storeNew(upload, await encoding);
      if (await this.backend.has(imageKey(imageId, known.format))) return { image: known, encodeMs: 0 };
      this.logger.warn({ imageId }, 'the file of an image was missing, it is written again');
      return this.storeAgain(known, upload);
    });
  }

  async get(accountId: string, imageId: string): Promise<HeldImage> {
    const image = await this.images.find(imageId);
    if (image === undefined || image.accountId !== accountId) throw new AppError('not_found');
    if (isTombstone(image) || image.expiresAt <= this.clock.now()) throw new AppError('image_gone');
    return image;
  }

  /** Those of these that are held, or were deleted since. */
  async among(imageIds: readonly string[]): Promise<string[]> {
    if (imageIds.length > largestLookUp) {
      throw new AppError('parameter_invalid', { message: `At most ${largestLookUp} ids.`, param: 'image_ids' });
    }
    return imageIds.length === 0 ? [] : this.images.among(imageIds);
  }

  async list({ accountId, pageSize, pageToken, filter }: ListImagesRequest) {
    const limit = pageSize === 0 ? defaultPageSize : Math.min(pageSize, largestPageSize);
    const after = pageToken === '' ? undefined : readPageToken(pageToken);
    // One more than asked for tells whether there is another page.
    const found = await this.images.list(accountId, this.clock.now(), { filter, after, limit: limit + 1 });
    const images = found.slice(0, limit);
    const last = images.at(-1);
    return { images, nextPageToken: found.length > limit && last !== undefined ? writePageToken(last) : '' };
  }

  /** The tombstone comes first: from then on nobody is given the bytes, whatever happens before they are removed. */
  async delete(accountId: string, imageId: string): Promise<void> {
    if (!isId('img', imageId)) return;
    if (!(await this.images.bury(accountId, imageId, this.clock.now()))) return;
    await this.removal.removeFiles(imageId);
    await this.images.clear(imageId, this.clock.now());
  }

  private async storeNew(upload: ImageUpload, { file, encodeMs }: EncodedImage): Promise<Stored> {
    const { imageId, accountId, generationId, width, height, format, retentionDays } = upload.header;
    const { bytes, sha256 } = await this.write(imageKey(imageId, format), file);
    const createdAt = this.clock.now();
    const image: HeldImage = {
      id: imageId,
      accountId,
      generationId,
      format,
      width,
      height,
      bytes,
      sha256,
      createdAt,
      expiresAt: new Date(createdAt.getTime() + retentionDays * dayMs),
      private: upload.header.private,
      prompt: upload.header.prompt || null,
      style: upload.header.style || null,
      model: upload.header.model || null,
    };
    if (await this.images.insert(image)) return { image, encodeMs };
    // Another process was first, or the image was deleted while its bytes were written.
    const first = await this.known(imageId, accountId);
    if (first === undefined) throw new Error(`the row of image ${imageId} appeared and vanished`);
    return { image: first, encodeMs };
  }

  private async storeAgain(known: HeldImage, upload: ImageUpload): Promise<Stored> {
    const { file, encodeMs } = await this.encode(upload, known.format);
    const { bytes, sha256 } = await this.write(imageKey(known.id, known.format), file);
    if (!(await this.images.replaceBytes(known.id, { bytes, sha256 }))) await this.known(known.id, known.accountId);
    return { image: { ...known, bytes, sha256 }, encodeMs };
  }

  /** The image of this id; refuses ids that were deleted or that are another account's. */
  private async known(imageId: string, accountId: string): Promise<HeldImage | undefined> {
    const image = await this.images.find(imageId);
    if (image === undefined) return undefined;
    if (image.accountId !== accountId) throw new AppError('conflict', { message: 'This image id is taken.' });
    if (!isTombstone(image)) return image;
    await this.removal.removeFiles(imageId);
    throw new AppError('conflict', { message: 'This image was deleted.' });
  }

  private async encode({ header, data }: ImageUpload, format = header.format): Promise<EncodedImage> {
    const begun = performance.now();
    const file = await this.encoder.encode({ ...header, data }, { ...header, format });
    const encodeMs = Math.max(1, Math.round(performance.now() - begun));
    encodeSeconds.observe({ format }, encodeMs / 1_000);
    return { file, encodeMs };
  }

  private async write(key: string, file: Buffer) {
    const written = writeSeconds.startTimer();
    await this.backend.put(key, file);
    written();
    return { bytes: file.length, sha256: createHash('sha256').update(file).digest('hex') };
  }
}
