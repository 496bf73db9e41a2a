import type { ImageRequest } from '../pipelines/image-request.js';
import type { PixelImage, Run } from '../pipelines/pipeline.js';
import type { GeneratedImage, Timings } from './image-engine.js';

/** One image to be made, and whom to tell. */
export interface ImageOrder {
  readonly id: number;
  readonly model: string;
  readonly request: ImageRequest;
  /** Whoever shares the engine with others; opaque. */
  readonly tenant: string;
  readonly weight: number;
  /** Milliseconds since 1970; of no use to anybody later. */
  readonly deadline: number | undefined;
  readonly onProgress: (step: number, of: number, preview?: PixelImage) => void;
  readonly onDone: (image: GeneratedImage) => void;
  readonly onFailed: (error: unknown) => void;
}

/** An image from its order to its pixels, and what it has cost so far. */
export class ImageJob {
  /** Set once its prompts are encoded and its noise is drawn. */
  run: Run | undefined;
  /** The next step's progress comes with a preview. */
  wantsPreview = false;
  private startedAt: number | undefined;
  private encodeMs = 0;
  private denoiseMs = 0;

  constructor(
    readonly order: ImageOrder,
    readonly arrivedAt: number,
  ) {}

  get id(): number {
    return this.order.id;
  }

  get tenant(): string {
    return this.order.tenant;
  }

  get pixels(): number {
    return this.order.request.width * this.order.request.height;
  }

  get isDenoised(): boolean {
    return this.run !== undefined && this.run.stepsDone >= this.run.steps;
  }

  /** Known for sure only once it has begun; until then from what is asked. */
  get rows(): number {
    return this.run?.rowCount ?? (this.order.request.guidanceScale === 1 ? 1 : 2);
  }

  began(run: Run, startedAt: number, now: number): void {
    this.run = run;
    this.startedAt = startedAt;
    this.encodeMs = now - startedAt;
  }

  /** @param ms its share of a step that others may have been part of */
  stepped(ms: number): void {
    this.denoiseMs += ms;
  }

  timings(decodeMs: number, now: number): Timings {
    const startedAt = this.startedAt ?? now;
    const { encodeMs, denoiseMs } = this;
    return { queueMs: startedAt - this.arrivedAt, encodeMs, denoiseMs, decodeMs, totalMs: now - startedAt };
  }
}
