import type { ImageOrder } from '../src/engine/image-job.js';
import type { StepPolicy } from '../src/engine/step-policy.js';
import { type ModelSupply, StepQueue } from '../src/engine/step-queue.js';
import type { ImageRequest } from '../src/pipelines/image-request.js';
import type { Pipeline, Run } from '../src/pipelines/pipeline.js';

/** What a test says of an image; the rest is filled in. */
export interface SimulatedImage {
  readonly id: number;
  readonly at?: number;
  readonly steps: number;
  readonly model?: string;
  readonly tenant?: string;
  readonly weight?: number;
  readonly deadline?: number;
  readonly width?: number;
}

export interface SimulationOptions {
  readonly policy: StepPolicy;
  readonly concurrency?: number;
  readonly maxBatch?: number;
  /** Models that fit into memory beside each other. */
  readonly room?: number;
}

export const STEP_MS = 10;
export const DECODE_MS = 10;
export const LOAD_MS = 100;

/** The step queue with a clock of its own, and models that only pass the time; nothing else is simulated. */
export class SimulatedEngine {
  now = 0;
  /** What was done, in order: `load m`, `step 1 2`, `decode 1`. */
  readonly log: string[] = [];
  readonly endedAt = new Map<number, number>();
  readonly failed = new Map<number, unknown>();
  readonly progress: string[] = [];
  /** Called whenever time has passed. */
  onTime: () => void = () => undefined;
  /** Batches of more images than this fail. */
  largestBatch = Number.POSITIVE_INFINITY;
  readonly queue: StepQueue;
  private readonly loaded = new Set<string>();

  constructor({ policy, concurrency = 1_000, maxBatch = 1, room = 1 }: SimulationOptions) {
    const models: ModelSupply = {
      loadMs: (model) => (this.loaded.has(model) ? 0 : LOAD_MS),
      defaultSteps: () => 4,
      isWithinReach: (model, inUse) => this.loaded.has(model) || inUse.size < room,
      pipeline: async (model, inUse) => {
        if (model === 'broken') throw new Error('no weights');
        if (!this.loaded.has(model)) {
          for (const other of this.loaded) if (!inUse.has(other) && this.loaded.size >= room) this.loaded.delete(other);
          if (this.loaded.size >= room) throw new Error(`no room for ${model}`);
          this.loaded.add(model);
          this.log.push(`load ${model}`);
          this.pass(LOAD_MS);
        }
        return this.pipeline();
      },
    };
    this.queue = new StepQueue({ models, policy, concurrency, maxBatch, now: () => this.now });
  }

  add({ id, steps, model = 'm', tenant = `t${id}`, weight = 1, deadline, width = 64 }: SimulatedImage): void {
    const request = { prompt: String(id), width, height: 64, seed: id, steps, guidanceScale: 1 };
    const order: ImageOrder = {
      ...{ id, model, request, tenant, weight, deadline },
      onProgress: (step, of, preview) => this.progress.push(`${id}: ${step}/${of}${preview ? ' with preview' : ''}`),
      onDone: () => void this.endedAt.set(id, this.now),
      onFailed: (error) => {
        this.failed.set(id, error);
        this.endedAt.set(id, this.now);
      },
    };
    this.queue.add(order);
  }

  /** Lets images arrive by the clock, whatever the engine does, until all have ended. */
  async run(images: readonly SimulatedImage[]): Promise<void> {
    const coming = images.toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0));
    this.onTime = () => {
      for (let next = coming[0]; next && (next.at ?? 0) <= this.now; next = coming[0]) {
        coming.shift();
        this.add(next);
      }
    };
    while (coming[0]) {
      this.now = Math.max(this.now, coming[0].at ?? 0);
      this.onTime();
      await this.queue.idle();
    }
  }

  private pass(ms: number): void {
    this.now += ms;
    this.onTime();
  }

  private pipeline(): Pipeline {
    return {
      className: 'SimulatedPipeline',
      executionProvider: 'cpu',
      sizeMultiple: 64,
      maxPixels: 64 * 64,
      features: ['text-to-image'],
      defaults: { steps: 4, guidanceScale: 1 },
      begin: async (request) => this.begin(request),
      step: async (runs) => {
        if (runs.length > this.largestBatch) throw new Error('out of memory');
        this.log.push(`step ${runs.map((run) => (run as SimulatedRun).id).join(' ')}`);
        this.pass(STEP_MS * runs.length);
        for (const run of runs) run.advance([]);
      },
      release: async () => undefined,
    };
  }

  private begin({ seed: id, steps = 4, width, height }: ImageRequest): SimulatedRun {
    let done = 0;
    const image = { pixels: new Uint8Array(3), width: 1, height: 1 };
    return {
      id,
      steps,
      batchKey: String(width * height),
      rowCount: 1,
      get stepsDone() {
        return done;
      },
      rows: () => [],
      advance: () => {
        done += 1;
      },
      preview: async () => image,
      decode: async () => {
        this.log.push(`decode ${id}`);
        this.pass(DECODE_MS);
        return image;
      },
    };
  }
}

interface SimulatedRun extends Run {
  readonly id: number;
}
