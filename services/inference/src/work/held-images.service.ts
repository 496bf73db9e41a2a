import type { ImageWork } from '@imageai/contracts/inference';
import { ImageCancellation } from '@imageai/contracts/inference';
import { cancelSubject } from '@imageai/contracts/subjects';
import type { Messaging } from '@imageai/messaging';
import { gauge, type Logger } from '@imageai/telemetry';
import type { Msg, Subscription } from '@nats-io/nats-core';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config.js';
import type { LaneMessage } from '../queue/lane-puller.js';
import { CONFIG, LOGGER, MESSAGING, REPORTS_CLIENT, type ReportsClient, WORKER_ID } from '../tokens.js';
import { type AbortReason, HeldImage } from './held-image.js';

const heldGauge = gauge('imageai_inference_held_images', 'Images that this worker answers for');

/** All that this worker holds: kept alive by heartbeats, and dropped when generation says so. */
@Injectable()
export class HeldImages {
  private readonly images = new Map<string, HeldImage>();
  private timer: NodeJS.Timeout | undefined;
  private cancellations: Subscription | undefined;
  private beating = false;

  constructor(
    @Inject(MESSAGING) private readonly messaging: Messaging,
    @Inject(REPORTS_CLIENT) private readonly reports: ReportsClient,
    @Inject(WORKER_ID) private readonly workerId: string,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(CONFIG) private readonly config: Pick<Config, 'HEARTBEAT_SECONDS'>,
  ) {}

  start(): void {
    this.timer = setInterval(() => void this.beat(), this.config.HEARTBEAT_SECONDS * 1_000);
    this.cancellations = this.messaging.connection.subscribe(cancelSubject, {
      callback: (_error, message) => this.cancel(message),
    });
  }

  stop(): void {
    clearInterval(this.timer);
    this.cancellations?.unsubscribe();
  }

  /** The image to work on; undefined for work that is held already and comes once more. */
  add(work: ImageWork, { message, weight }: LaneMessage): HeldImage | undefined {
    const known = this.images.get(work.imageId);
    if (known?.work.attempt === work.attempt) {
      known.join(message);
      return undefined;
    }
    // Generation gave up the other attempt: nobody waits for it.
    known?.abort('dropped');
    const held = new HeldImage(work, message, weight);
    this.images.set(work.imageId, held);
    heldGauge.set(this.images.size);
    return held;
  }

  remove(held: HeldImage): void {
    if (this.images.get(held.work.imageId) === held) this.images.delete(held.work.imageId);
    heldGauge.set(this.images.size);
  }

  abortAll(reason: AbortReason): void {
    for (const held of this.images.values()) held.abort(reason);
  }

  /** One round for all: the broker and generation learn that they are alive, and generation may drop some. */
  private async beat(): Promise<void> {
    const held = [...this.images.values()];
    for (const image of held) image.working();
    if (held.length === 0 || this.beating) return;
    this.beating = true;
    try {
      const images = held.map(({ work: { imageId, attempt } }) => ({ imageId, attempt }));
      const { dropImageIds } = await this.reports.heartbeat({ workerId: this.workerId, images }, { timeoutMs: 4_000 });
      for (const image of held) if (dropImageIds.includes(image.work.imageId)) image.abort('dropped');
    } catch (error) {
      this.logger.warn({ err: error }, 'heartbeat not taken');
    } finally {
      this.beating = false;
    }
  }

  private cancel(message: Msg): void {
    try {
      this.images.get(ImageCancellation.decode(message.data).imageId)?.abort('dropped');
    } catch (error) {
      this.logger.warn({ err: error }, 'unreadable cancellation');
    }
  }
}
