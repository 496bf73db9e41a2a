import type { ImageRequest } from '../pipelines/image-request.js';
import type { Pipeline, PixelImage } from '../pipelines/pipeline.js';
import type { GeneratedImage } from './image-engine.js';

/** One image to be made, and whom to tell. */
export interface Job {
  readonly id: number;
  readonly pipeline: Pipeline;
  readonly request: ImageRequest;
  readonly onProgress: (step: number, of: number, preview?: PixelImage) => void;
  readonly onDone: (image: GeneratedImage) => void;
  readonly onFailed: (error: unknown) => void;
}

interface ActiveJob {
  readonly job: Job;
  /** The next step's progress comes with a preview. */
  wantsPreview: boolean;
  readonly work: AsyncGenerator<void, GeneratedImage>;
}

/**
 * First come, first served: up to `concurrency` images are worked on, a step of each in turn. One at a time is best
 * on a CPU, where a batch costs as much as its images one after the other: with more, every image of a burst ends
 * late; with one, only the last does.
 */
export class RunQueue {
  private readonly waiting: { readonly job: Job; readonly since: number }[] = [];
  private active: ActiveJob[] = [];
  private running: Promise<void> | undefined;

  constructor(private readonly concurrency: number) {}

  add(job: Job): void {
    this.waiting.push({ job, since: performance.now() });
    this.running ??= this.loop();
  }

  /** Forgets an image before its next step; nobody is told. */
  abort(id: number): void {
    const index = this.waiting.findIndex(({ job }) => job.id === id);
    if (index >= 0) this.waiting.splice(index, 1);
    this.active = this.active.filter(({ job }) => job.id !== id);
  }

  /** The image's next step brings a preview. */
  preview(id: number): void {
    const turn = this.active.find(({ job }) => job.id === id);
    if (turn) turn.wantsPreview = true;
  }

  /** Forgets all images, and resolves when the step that runs has ended. */
  async stop(): Promise<void> {
    this.waiting.length = 0;
    this.active = [];
    await this.running;
  }

  private async loop(): Promise<void> {
    while (this.admit()) {
      for (const turn of [...this.active]) {
        if (this.active.includes(turn)) await this.advance(turn);
      }
    }
    this.running = undefined;
  }

  private admit(): boolean {
    while (this.active.length < this.concurrency) {
      const next = this.waiting.shift();
      if (!next) break;
      const queueMs = performance.now() - next.since;
      const { job } = next;
      const turn: ActiveJob = { job, wantsPreview: false, work: produce(job, queueMs, () => takeWish(turn)) };
      this.active.push(turn);
    }
    return this.active.length > 0;
  }

  private async advance(turn: ActiveJob): Promise<void> {
    const { job, work } = turn;
    let outcome: () => void;
    try {
      const result = await work.next();
      if (!result.done) return;
      outcome = () => job.onDone(result.value);
    } catch (error) {
      outcome = () => job.onFailed(error);
    }
    if (!this.active.includes(turn)) return;
    this.active = this.active.filter((other) => other !== turn);
    outcome();
  }
}

function takeWish(turn: ActiveJob): boolean {
  const { wantsPreview } = turn;
  turn.wantsPreview = false;
  return wantsPreview;
}

/** Makes one image, pausing wherever another may have its turn. */
async function* produce(job: Job, queueMs: number, wantsPreview: () => boolean): AsyncGenerator<void, GeneratedImage> {
  const started = performance.now();
  const { pipeline, request } = job;
  const run = await pipeline.begin(request);
  const encodeMs = performance.now() - started;
  let denoiseMs = 0;
  while (run.stepsDone < run.steps) {
    yield;
    const stepStarted = performance.now();
    await pipeline.step([run]);
    denoiseMs += performance.now() - stepStarted;
    job.onProgress(run.stepsDone, run.steps, wantsPreview() ? await run.preview() : undefined);
  }
  yield;
  const decodeStarted = performance.now();
  const image = await run.decode();
  const ended = performance.now();
  const timings = { queueMs, encodeMs, denoiseMs, decodeMs: ended - decodeStarted, totalMs: ended - started };
  return { ...image, timings };
}
