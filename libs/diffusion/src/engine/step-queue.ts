import type { Pipeline, PixelImage, Run } from '../pipelines/pipeline.js';
import { EngineError } from './engine-error.js';
import { ImageJob, type ImageOrder } from './image-job.js';
import { RightOfWay } from './right-of-way.js';
import type { Candidate, StepPolicy } from './step-policy.js';
import { WorkEstimates } from './work-estimates.js';

/** Where the queue has its models from. */
export interface ModelSupply {
  /** What the model's loading takes; 0 while it is loaded. */
  loadMs(model: string): number;
  /** The steps of a request that names none. */
  defaultSteps(model: string): number;
  /** Whether the model is loaded or can be without unloading one of these. */
  isWithinReach(model: string, inUse: ReadonlySet<string>): boolean;
  /** @throws ModelError when it cannot be loaded (any more) */
  pipeline(model: string, inUse: ReadonlySet<string>): Promise<Pipeline>;
}

export interface StepQueueOptions {
  readonly models: ModelSupply;
  readonly policy: StepPolicy;
  /** Images that may be begun and not finished. */
  readonly concurrency: number;
  /** Images that take a step together. */
  readonly maxBatch: number;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

interface Entry extends Candidate {
  readonly job: ImageJob;
}

const clock = (): number => performance.timeOrigin + performance.now();

/**
 * Makes images a step at a time. Before every step it is decided anew who is served: by the policy's order, as far as
 * the right of way of other tenants allows; and whoever may share that step joins it. What is aborted or late leaves
 * at the next step, what asks for another model has it when no image of the models in its way is under way.
 */
export class StepQueue {
  private readonly jobs = new Map<number, ImageJob>();
  private readonly rightOfWay = new RightOfWay();
  private readonly estimates = new WorkEstimates();
  /** Of models that ran out of memory with more. */
  private readonly smallerBatches = new Map<string, number>();
  private readonly now: () => number;
  private running: Promise<void> | undefined;
  private beginning: string | undefined;

  constructor(private readonly options: StepQueueOptions) {
    this.now = options.now ?? clock;
  }

  add(order: ImageOrder): void {
    const job = new ImageJob(order, this.now());
    this.jobs.set(order.id, job);
    this.rightOfWay.arrived(job);
    // Not before this returns: whoever adds several at once has them considered together.
    this.running ??= Promise.resolve().then(() => this.loop());
  }

  /** The image's next step brings a preview. */
  preview(id: number): void {
    const job = this.jobs.get(id);
    if (job) job.wantsPreview = true;
  }

  /** Forgets an image before its next step; nobody is told. */
  abort(id: number): void {
    const job = this.jobs.get(id);
    if (job) this.leave(job);
  }

  /** Resolves when nothing is left to do. */
  async idle(): Promise<void> {
    await this.running;
  }

  /** Forgets all images, and resolves when the step that runs has ended. */
  async stop(): Promise<void> {
    for (const job of this.jobs.values()) this.leave(job);
    await this.running;
  }

  /** Models with an image that is begun and not finished, or begins now. */
  get modelsInUse(): ReadonlySet<string> {
    const begun = this.begun().map(({ order }) => order.model);
    return new Set(this.beginning === undefined ? begun : [...begun, this.beginning]);
  }

  private async loop(): Promise<void> {
    for (;;) {
      this.failLate();
      const order = this.inOrder();
      const first = this.choose(order);
      if (!first) break;
      await this.serve(first, order);
    }
    this.running = undefined;
  }

  private inOrder(): ImageJob[] {
    const { policy, models } = this.options;
    const entries = [...this.jobs.values()].map((job): Entry => {
      const { id, arrivedAt, pixels, rows, run } = job;
      const { model, weight, deadline, request } = job.order;
      const steps = run ? run.steps - run.stepsDone : (request.steps ?? models.defaultSteps(model));
      const remainingMs = models.loadMs(model) + this.estimates.remainingMs(model, pixels, rows, steps);
      return { job, id, weight, arrivedAt, deadline, remainingMs };
    });
    return policy.order(entries, this.now()).map(({ job }) => job);
  }

  private choose(order: readonly ImageJob[]): ImageJob | undefined {
    const first = order.find((job) => this.rightOfWay.mayBeServed(job)) ?? order[0];
    if (!first || first.run || this.mayBegin(first)) return first;
    // It has to wait until those that are begun have ended; nothing new is put in its way.
    const begun = order.filter(({ run }) => run !== undefined);
    return begun.find((job) => this.rightOfWay.mayBeServed(job)) ?? begun[0];
  }

  private mayBegin(job: ImageJob): boolean {
    const { concurrency, models } = this.options;
    return this.begun().length < concurrency && models.isWithinReach(job.order.model, this.modelsInUse);
  }

  private begun(): ImageJob[] {
    return [...this.jobs.values()].filter(({ run }) => run !== undefined);
  }

  private async serve(first: ImageJob, order: readonly ImageJob[]): Promise<void> {
    if (!first.run) {
      this.rightOfWay.served([first]);
      return this.begin(first);
    }
    if (first.isDenoised) {
      this.rightOfWay.served([first]);
      return this.decode(first, first.run);
    }
    const batch = await this.gather(first, order);
    this.rightOfWay.served(batch);
    await this.step(batch);
  }

  private async begin(job: ImageJob): Promise<void> {
    const { model } = job.order;
    try {
      const inUse = this.modelsInUse;
      this.beginning = model;
      const pipeline = await this.options.models.pipeline(model, inUse);
      const startedAt = this.now();
      job.began(await pipeline.begin(job.order.request), startedAt, this.now());
    } catch (error) {
      this.fail(job, error);
    } finally {
      this.beginning = undefined;
    }
  }

  /** Those that take the next step with the first: begun ones, and waiting ones that begin with it. */
  private async gather(first: ImageJob, order: readonly ImageJob[]): Promise<ImageJob[]> {
    const { model, request } = first.order;
    const limit = this.smallerBatches.get(model) ?? this.options.maxBatch;
    const batch = [first];
    for (const job of order) {
      if (batch.length >= limit) break;
      const other = job.order;
      const isAlike =
        other.model === model && other.request.width === request.width && other.request.height === request.height;
      if (job === first || !isAlike || job.isDenoised || !this.jobs.has(job.id)) continue;
      if (!this.rightOfWay.mayBeServed(job, new Set(batch.map(({ tenant }) => tenant)))) continue;
      if (!job.run && this.mayBegin(job)) await this.begin(job);
      if (job.run && !job.isDenoised && job.run.batchKey === first.run?.batchKey) batch.push(job);
    }
    return batch.filter(({ id }) => this.jobs.has(id));
  }

  private async step(batch: readonly ImageJob[]): Promise<void> {
    const [first] = batch;
    if (!first) return;
    const { model } = first.order;
    const runs = batch.map(({ run }) => run).filter((run): run is Run => run !== undefined);
    const startedAt = this.now();
    try {
      const pipeline = await this.options.models.pipeline(model, this.modelsInUse);
      await pipeline.step(runs);
    } catch (error) {
      // No run has moved: they may try again with fewer beside them.
      if (batch.length > 1) this.smallerBatches.set(model, Math.floor(batch.length / 2));
      else this.fail(first, error);
      return;
    }
    const share = (this.now() - startedAt) / batch.length;
    for (const job of batch) {
      this.estimates.stepTook(model, job.pixels, job.rows, share);
      job.stepped(share);
    }
    for (const job of batch) await this.tell(job);
  }

  private async tell(job: ImageJob): Promise<void> {
    const { run } = job;
    if (!run || !this.jobs.has(job.id)) return;
    let preview: PixelImage | undefined;
    if (job.wantsPreview) {
      job.wantsPreview = false;
      // An image is not lost for the lack of a preview.
      preview = await run.preview().catch(() => undefined);
    }
    job.order.onProgress(run.stepsDone, run.steps, preview);
  }

  private async decode(job: ImageJob, run: Run): Promise<void> {
    const startedAt = this.now();
    try {
      const image = await run.decode();
      const endedAt = this.now();
      this.estimates.decodingTook(job.order.model, job.pixels, endedAt - startedAt);
      if (this.leave(job)) job.order.onDone({ ...image, timings: job.timings(endedAt - startedAt, endedAt) });
    } catch (error) {
      this.fail(job, error);
    }
  }

  private failLate(): void {
    const now = this.now();
    for (const job of this.jobs.values()) {
      if (job.order.deadline === undefined || job.order.deadline > now) continue;
      this.fail(job, new EngineError('deadline_passed', 'the image was not finished by its deadline'));
    }
  }

  private fail(job: ImageJob, error: unknown): void {
    if (this.leave(job)) job.order.onFailed(error);
  }

  /** @returns whether it was still wanted */
  private leave(job: ImageJob): boolean {
    const wasThere = this.jobs.delete(job.id);
    if (wasThere) this.rightOfWay.ended(job);
    return wasThere;
  }
}
