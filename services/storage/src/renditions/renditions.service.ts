import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { AppError } from '@imageai/errors';
import { counter, histogram } from '@imageai/telemetry';
import { Inject, Injectable } from '@nestjs/common';
import pLimit, { type LimitFunction } from 'p-limit';
import type { ImageBackend, StoredBytes } from '../backend/image-backend.js';
import type { Config } from '../config.js';
import type { HeldImage } from '../images/held-image.js';
import { ImageEncoder } from '../images/image-encoder.js';
import { ImageFiles } from '../images/image-files.service.js';
import { BACKEND, CONFIG } from '../tokens.js';
import { type Rendition, renditionKey, renditionName } from './rendition-name.js';
import { type RenditionFile, RenditionsRepository } from './renditions.repository.js';

/** A place in the queue is free again after one more picture. */
const retryAfterSeconds = 1;

const seconds = histogram('imageai_storage_rendition_seconds', 'Making one rendition, reading and writing included.', [
  'format',
]);
const refused = counter('imageai_storage_renditions_refused_total', 'Renditions that the full queue refused.');

/**
 * Smaller pictures of images, made when they are first asked for and kept beside the image. Few are made at once and few
 * may wait, so that nobody keeps images from being stored by asking for every width.
 */
@Injectable()
export class RenditionsService {
  private readonly limit: LimitFunction;
  private readonly waitingAtMost: number;
  /** Whoever asks for what is being made waits for that one. */
  private readonly underWay = new Map<string, Promise<RenditionFile>>();

  constructor(
    private readonly renditions: RenditionsRepository,
    private readonly files: ImageFiles,
    private readonly encoder: ImageEncoder,
    @Inject(BACKEND) private readonly backend: ImageBackend,
    @Inject(CONFIG) config: Pick<Config, 'RENDITION_CONCURRENCY' | 'RENDITION_QUEUE'>,
  ) {
    this.limit = pLimit(config.RENDITION_CONCURRENCY);
    this.waitingAtMost = config.RENDITION_QUEUE;
  }

  /** What is known of its file; it is made where it was not yet. */
  async get(image: HeldImage, rendition: Rendition): Promise<RenditionFile> {
    return (await this.renditions.find(image.id, renditionName(rendition))) ?? this.make(image, rendition);
  }

  async open(image: HeldImage, rendition: Rendition, known: RenditionFile): Promise<StoredBytes> {
    const bytes = await this.openFile(image, rendition, known);
    if (bytes !== undefined) return bytes;
    // It can be made at any time, so a lost one is no fault.
    const made = await this.make(image, rendition);
    const again = await this.openFile(image, rendition, made);
    // Other bytes than were promised come of a newer encoder: who asks again is told of these.
    if (again !== undefined && made.sha256 === known.sha256) return again;
    await again?.close();
    throw new AppError('unavailable', { retryAfterSeconds });
  }

  private async openFile(image: HeldImage, rendition: Rendition, known: RenditionFile) {
    const bytes = await this.backend.open(renditionKey(image.id, renditionName(rendition)));
    if (bytes?.size === known.bytes) return bytes;
    await bytes?.close();
    return undefined;
  }

  private make(image: HeldImage, rendition: Rendition): Promise<RenditionFile> {
    const key = renditionKey(image.id, renditionName(rendition));
    const begun = this.underWay.get(key);
    if (begun !== undefined) return begun;
    if (this.limit.pendingCount >= this.waitingAtMost) {
      refused.inc();
      throw new AppError('overloaded', {
        message: 'Too many pictures are being resized. Try again.',
        retryAfterSeconds,
      });
    }
    const made = this.limit(() => this.makeNow(image, rendition)).finally(() => this.underWay.delete(key));
    this.underWay.set(key, made);
    return made;
  }

  private async makeNow(image: HeldImage, rendition: Rendition): Promise<RenditionFile> {
    const name = renditionName(rendition);
    const taken = seconds.startTimer({ format: rendition.format });
    if (!(await this.renditions.reserve(image.id, name))) throw new AppError('image_gone');
    const original = await this.files.open(image);
    const pixels = await buffer(original.stream({ start: 0, end: image.bytes - 1 }));
    const file = await this.encoder.resize(pixels, rendition, image);
    const key = renditionKey(image.id, name);
    await this.backend.put(key, file);
    const made = { bytes: file.length, sha256: createHash('sha256').update(file).digest('hex') };
    if (!(await this.renditions.complete(image.id, name, made))) {
      await this.backend.remove([key]);
      throw new AppError('image_gone');
    }
    taken();
    return made;
  }
}
