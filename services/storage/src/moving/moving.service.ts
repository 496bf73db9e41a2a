import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { counter, type Logger } from '@imageai/telemetry';
import { Inject, Injectable } from '@nestjs/common';
import { FallbackBackend } from '../backend/fallback-backend.js';
import type { ImageBackend } from '../backend/image-backend.js';
import { type HeldImage, isTombstone } from '../images/held-image.js';
import { imageKey, imageKeys } from '../images/image-format.js';
import { ImagesRepository } from '../images/images.repository.js';
import { renditionKey } from '../renditions/rendition-name.js';
import { type RenditionNames, RenditionsRepository } from '../renditions/renditions.repository.js';
import { BACKEND, CLOCK, type Clock, LOGGER } from '../tokens.js';

const batchSize = 200;
const movedAtOnce = 4;

type Result = 'moved' | 'was there' | 'damaged' | 'failed';

const looks = counter('imageai_storage_moved_total', 'Images looked at while they move between backends', ['result']);

/**
 * Moves images from the fallback backend to the one that is written to, while both serve. It may be cut short anywhere
 * and run in several processes at once: a file leaves the fallback only when the other backend holds the same bytes.
 */
@Injectable()
export class MovingService {
  private stopping = false;
  private saidDone = false;

  constructor(
    private readonly images: ImagesRepository,
    private readonly renditions: RenditionsRepository,
    @Inject(BACKEND) private readonly backend: ImageBackend,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Ends after the batch under way. */
  stop(): void {
    this.stopping = true;
  }

  /** Looks at every image once. Does nothing where there is one backend alone. */
  async move(): Promise<void> {
    const { backend } = this;
    if (!(backend instanceof FallbackBackend)) return;
    const results: Record<Result, number> = { moved: 0, 'was there': 0, damaged: 0, failed: 0 };
    let images: HeldImage[];
    let after = '';
    do {
      images = await this.images.heldAfter(after, this.clock.now(), batchSize);
      after = images.at(-1)?.id ?? after;
      await this.moveBatch(backend, images, results);
      if (this.stopping) return;
    } while (images.length === batchSize);
    this.report(results);
  }

  private async moveBatch(backend: FallbackBackend, images: HeldImage[], results: Record<Result, number>) {
    const renditions = await this.renditions.namesOf(images.map(({ id }) => id));
    const waiting = images.values();
    const next = async (): Promise<void> => {
      for (const image of waiting) {
        const result = await this.moveImage(backend, image, renditions).catch((error: unknown): Result => {
          this.logger.warn({ err: error, imageId: image.id }, 'an image was not moved, the next turn tries again');
          return 'failed';
        });
        results[result]++;
        looks.inc({ result });
      }
    };
    await Promise.all(Array.from({ length: movedAtOnce }, next));
  }

  private async moveImage(
    { first, fallback }: FallbackBackend,
    image: HeldImage,
    renditions: RenditionNames,
  ): Promise<Result> {
    const key = imageKey(image.id, image.format);
    // Renditions are not moved: they are made anew when they are asked for.
    const left = (renditions.get(image.id) ?? []).map((name) => renditionKey(image.id, name));
    if (left.length > 0) await fallback.remove(left);
    const file = await fallback.open(key);
    if (file === undefined) return 'was there';
    const bytes = await buffer(file.stream({ start: 0, end: Math.max(0, file.size - 1) }));
    if (!(await first.has(key))) {
      if (createHash('sha256').update(bytes).digest('hex') !== image.sha256) {
        this.logger.error({ imageId: image.id }, 'a file does not hold what its row says, it stays where it is');
        return 'damaged';
      }
      await first.put(key, bytes);
    }
    await fallback.remove(imageKeys(image.id));
    await this.undoForTheDead(first, image.id);
    return 'moved';
  }

  /** An image that was deleted or swept between the reading of its row and the writing of its bytes stays gone. */
  private async undoForTheDead(first: ImageBackend, id: string): Promise<void> {
    const image = await this.images.find(id);
    const isHeld = image !== undefined && !isTombstone(image) && image.expiresAt > this.clock.now();
    if (!isHeld) await first.remove(imageKeys(id));
  }

  private report(results: Record<Result, number>): void {
    const isDone = results.moved + results.damaged + results.failed === 0;
    if (!isDone) this.logger.info(results, 'images moved');
    else if (!this.saidDone) this.logger.info('nothing is left to move, the fallback backend can be taken away');
    this.saidDone = isDone;
  }
}
