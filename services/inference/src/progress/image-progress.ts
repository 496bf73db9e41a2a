import type { PixelImage } from '@imageai/diffusion';

/** People see no difference below this, and fast models would flood. */
const everyMs = 100;
const previewEveryMs = 200;
/** Within this the server has said that nobody listens. */
const answerMs = 50;

export interface ProgressOutlet {
  /** @param told number of this message, which a `refused` may name */
  publish(step: number, of: number, preview: Uint8Array, told: number): void;
  encode(preview: PixelImage): Promise<Uint8Array>;
  now(): number;
}

interface Told {
  readonly step: number;
  readonly of: number;
  /** Of the preview; empty where there is none. */
  readonly file: Uint8Array;
}

/** What is told of one image: the first and the last step always, between them not too often, previews if one listens. */
export class ProgressOfImage {
  private told = 0;
  private toldAt = Number.NEGATIVE_INFINITY;
  private previewedAt = Number.NEGATIVE_INFINITY;
  private refusedUpTo = 0;
  private latest: Told | undefined;

  constructor(private readonly outlet: ProgressOutlet) {}

  /** Nobody was there to hear that message. */
  refused(told: number): void {
    this.refusedUpTo = Math.max(this.refusedUpTo, told);
  }

  /** Tells the latest once more, to somebody who has just come. */
  repeat(): void {
    if (this.latest === undefined) return;
    this.toldAt = this.outlet.now();
    this.publish(this.latest);
  }

  readonly wantsPreview = (): boolean => {
    const now = this.outlet.now();
    if (now - this.previewedAt < previewEveryMs) return false;
    // The latest message counts as heard only when there was time to hear otherwise.
    const answered = now - this.toldAt < answerMs ? this.told - 1 : this.told;
    return answered > this.refusedUpTo;
  };

  readonly onProgress = (step: number, of: number, preview?: PixelImage): void => {
    const now = this.outlet.now();
    if (preview === undefined && step > 1 && step < of && now - this.toldAt < everyMs) return;
    this.toldAt = now;
    if (preview === undefined) this.tell(step, of, new Uint8Array());
    else {
      this.previewedAt = now;
      void this.show(step, of, preview);
    }
  };

  private async show(step: number, of: number, preview: PixelImage): Promise<void> {
    const file = await this.outlet.encode(preview).catch(() => new Uint8Array());
    // Encoding takes a moment; progress does not go back.
    if (step > (this.latest?.step ?? 0)) this.tell(step, of, file);
  }

  private tell(step: number, of: number, file: Uint8Array): void {
    this.latest = { step, of, file };
    this.publish(this.latest);
  }

  private publish({ step, of, file }: Told): void {
    this.told += 1;
    this.outlet.publish(step, of, file, this.told);
  }
}
