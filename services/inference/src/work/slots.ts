/** An image's place among those that are made: first in the engine, then on its way to storage. */
export interface Slot {
  /** The engine is free for another; this image is only stored and reported yet. */
  leaveEngine(): void;
  end(): void;
}

/**
 * Bounds what is made at the same time: as many images in the engine as there are slots, and as many again whose pixels
 * are being stored, so that the engine does not wait for that, and pixels do not pile up while storage is away.
 */
export class Slots {
  private inEngine = 0;
  private total = 0;
  private changed = Promise.withResolvers<void>();

  constructor(private readonly count: number) {}

  /** Resolves when another image may begin. */
  async free(): Promise<void> {
    await this.until(() => this.inEngine < this.count && this.total < 2 * this.count);
  }

  get isEngineBusy(): boolean {
    return this.inEngine > 0;
  }

  /** Resolves when the engine has nothing to do. */
  async engineFree(): Promise<void> {
    await this.until(() => !this.isEngineBusy);
  }

  /** Resolves when nothing is being made. */
  async idle(): Promise<void> {
    await this.until(() => this.total === 0);
  }

  take(): Slot {
    let isInEngine = true;
    let ended = false;
    this.inEngine += 1;
    this.total += 1;
    const leaveEngine = (): void => {
      if (!isInEngine) return;
      isInEngine = false;
      this.inEngine -= 1;
      this.tell();
    };
    const end = (): void => {
      leaveEngine();
      if (ended) return;
      ended = true;
      this.total -= 1;
      this.tell();
    };
    return { leaveEngine, end };
  }

  private async until(condition: () => boolean): Promise<void> {
    while (!condition()) await this.changed.promise;
  }

  private tell(): void {
    this.changed.resolve();
    this.changed = Promise.withResolvers();
  }
}
