import { ImageProgress } from '@imageai/contracts/inference';
import type { Logger } from '@imageai/telemetry';
import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, PROGRESS } from '../tokens.js';
import type { ProgressSource } from './progress-source.js';

export type ProgressListener = (progress: ImageProgress) => void;

interface Followed {
  readonly listeners: Set<ProgressListener>;
  /** By index of the image. */
  readonly latest: Map<number, ImageProgress>;
  readonly stop: () => void;
}

/**
 * How far the images of generations are, as their workers tell. Whoever joins hears the latest at once: the first from the
 * worker, who is told of them, others from here. Nothing is told twice. Nothing may depend on it: messages can be lost, and none come while NATS is away.
 */
@Injectable()
export class ProgressFeed {
  private readonly followed = new Map<string, Followed>();

  constructor(
    @Inject(PROGRESS) private readonly source: ProgressSource,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Follows one generation, of whichever account: who may is for the caller to know.
   * @returns what ends it
   */
  follow(generationId: string, listener: ProgressListener): () => void {
    const followed = this.followed.get(generationId) ?? this.begin(generationId);
    followed.listeners.add(listener);
    for (const progress of followed.latest.values()) listener(progress);
    return () => {
      if (!followed.listeners.delete(listener) || followed.listeners.size > 0) return;
      this.followed.delete(generationId);
      followed.stop();
    };
  }

  private begin(generationId: string): Followed {
    const listeners = new Set<ProgressListener>();
    const latest = new Map<number, ImageProgress>();
    const stop = this.source.subscribe(generationId, (message) => {
      const progress = this.decode(message);
      if (progress === undefined || isSame(progress, latest.get(progress.index))) return;
      latest.set(progress.index, progress);
      for (const listener of [...listeners]) listener(progress);
    });
    const followed = { listeners, latest, stop };
    this.followed.set(generationId, followed);
    return followed;
  }

  private decode(message: Uint8Array): ImageProgress | undefined {
    try {
      return ImageProgress.decode(message);
    } catch (error) {
      this.logger.warn({ err: error }, 'unreadable progress, left out');
      return undefined;
    }
  }
}

/** Workers repeat the latest when somebody begins to follow at another gateway. */
const isSame = (one: ImageProgress, other: ImageProgress | undefined): boolean =>
  other !== undefined &&
  one.imageId === other.imageId &&
  one.step === other.step &&
  one.preview.length === other.preview.length;
