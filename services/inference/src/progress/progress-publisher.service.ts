import { ImageProgress, type ImageWork } from '@imageai/contracts/inference';
import { followedSubject, progressSubject } from '@imageai/contracts/subjects';
import type { Messaging } from '@imageai/messaging';
import type { Msg } from '@nats-io/nats-core';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { MESSAGING } from '../tokens.js';
import { ProgressOfImage } from './image-progress.js';
import { encodePreview } from './preview-encoder.js';

const noResponders = 503;

/**
 * Tells whoever listens how far an image is. Nobody waits for it, and of each image that is being made
 * the latest is kept, for who begins to listen. Each message names a place for
 * an answer, for one reason: when no one listens the server says so there, and then no previews are made.
 */
@Injectable()
export class ProgressPublisher implements OnModuleInit {
  private readonly inbox: string;
  private readonly images = new Map<string, { readonly generationId: string; readonly progress: ProgressOfImage }>();

  constructor(@Inject(MESSAGING) private readonly messaging: Messaging) {
    this.inbox = messaging.createInbox();
  }

  onModuleInit(): void {
    const { connection } = this.messaging;
    connection.subscribe(`${this.inbox}.*.*`, { callback: (_error, message) => this.answered(message) });
    connection.subscribe(followedSubject('*'), { callback: (_error, message) => this.followed(message) });
  }

  /** What to hand to the engine with an image; `end` is for when it has left the engine. */
  begin({ generationId, imageId, index, attempt }: ImageWork): ProgressOfImage & { readonly end: () => void } {
    const { connection } = this.messaging;
    const key = `${imageId}-${attempt}`;
    const progress = new ProgressOfImage({
      now: () => performance.now(),
      encode: encodePreview,
      publish: (step, of, preview, told) => {
        if (connection.isClosed() || connection.isDraining()) return;
        const message = ImageProgress.encode({ generationId, imageId, index, step, of, preview }).finish();
        connection.publish(progressSubject(generationId), message, { reply: `${this.inbox}.${key}.${told}` });
      },
    });
    this.images.set(key, { generationId, progress });
    return Object.assign(progress, { end: () => void this.images.delete(key) });
  }

  private answered({ subject, headers }: Msg): void {
    if (headers?.code !== noResponders) return;
    const [key = '', told] = subject.slice(this.inbox.length + 1).split('.');
    this.images.get(key)?.progress.refused(Number(told));
  }

  private followed({ subject }: Msg): void {
    for (const { generationId, progress } of this.images.values()) {
      if (subject === followedSubject(generationId)) progress.repeat();
    }
  }
}
