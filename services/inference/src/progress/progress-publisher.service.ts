import { ImageProgress, type ImageWork } from '@imageai/contracts/inference';
import { progressSubject } from '@imageai/contracts/subjects';
import type { Messaging } from '@imageai/messaging';
import { Inject, Injectable } from '@nestjs/common';
import { MESSAGING } from '../tokens.js';

/** People see no difference below this, and fast models would flood. */
const everyMs = 100;

/** Tells whoever listens how far an image is. Nobody waits for it, and nothing is kept. */
@Injectable()
export class ProgressPublisher {
  constructor(@Inject(MESSAGING) private readonly messaging: Messaging) {}

  /** A function to call after each step; the first and the last are always told. */
  of({ generationId, imageId, index }: ImageWork): (step: number, of: number) => void {
    let toldAt = Number.NEGATIVE_INFINITY;
    return (step, of) => {
      const now = performance.now();
      if (step < of && now - toldAt < everyMs) return;
      toldAt = now;
      const { connection } = this.messaging;
      if (connection.isClosed() || connection.isDraining()) return;
      const progress = { generationId, imageId, index, step, of, preview: new Uint8Array() };
      connection.publish(progressSubject(generationId), ImageProgress.encode(progress).finish());
    };
  }
}
