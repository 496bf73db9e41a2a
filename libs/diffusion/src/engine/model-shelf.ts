import { ModelError } from '../model/model-error.js';
import { readModelFolder } from '../model/read-model-folder.js';
import { loadPipeline } from '../pipelines/load-pipeline.js';
import type { Pipeline } from '../pipelines/pipeline.js';
import type { Runtime } from '../runtime/session.js';
import { describeModel, describeUnusable } from './describe-model.js';
import { EngineError } from './engine-error.js';
import type { ModelDescriptor, ReadyModel } from './image-engine.js';
import { modelBytes } from './model-bytes.js';
import { nameOfFolder } from './name-of-folder.js';
import type { ModelSupply } from './step-queue.js';

export interface ModelShelfOptions {
  /** What loaded models may take together. */
  readonly memoryBytes: number;
  /** Unloads what was not used for this long; never when left out. */
  readonly idleMs?: number | undefined;
  readonly now?: () => number;
  /** Called when a model turns out not to run any more. */
  readonly onChange?: () => void;
}

/** A model that can run, loaded or not. */
interface ShelvedModel {
  readonly descriptor: ReadyModel;
  readonly bytes: number;
  readonly loadMs: number;
  pipeline: Pipeline | undefined;
  usedAt: number;
}

const GIB = 2 ** 30;
const gib = (bytes: number): string => (bytes / GIB).toFixed(bytes < GIB / 10 ? 3 : 1);

/**
 * The models of an engine. Each is loaded once at the start, since nothing else shows that it runs; those that do not
 * fit beside each other are loaded when they are asked for, and unloaded when another needs the room (the one that was
 * used least recently first) or nobody used them for a while.
 */
export class ModelShelf implements ModelSupply {
  private readonly shelved = new Map<string, ShelvedModel>();
  private descriptors: ModelDescriptor[] = [];
  private readonly now: () => number;

  private constructor(
    private readonly runtime: Runtime,
    private readonly options: ModelShelfOptions,
  ) {
    this.now = options.now ?? (() => performance.now());
  }

  /** Reads and tries all folders, one after the other. One that cannot run is described as unusable; the others serve. */
  static async open(folders: readonly string[], runtime: Runtime, options: ModelShelfOptions): Promise<ModelShelf> {
    const shelf = new ModelShelf(runtime, options);
    for (const folder of folders) shelf.descriptors.push(await shelf.tryOut(folder));
    return shelf;
  }

  /** In the order of their folders. */
  get models(): readonly ModelDescriptor[] {
    return this.descriptors;
  }

  /** Those that are in memory. */
  get loaded(): readonly string[] {
    return [...this.shelved].filter(([, { pipeline }]) => pipeline !== undefined).map(([name]) => name);
  }

  loadMs(name: string): number {
    const model = this.shelved.get(name);
    return model === undefined || model.pipeline ? 0 : model.loadMs;
  }

  defaultSteps(name: string): number {
    return this.shelved.get(name)?.descriptor.defaults.steps ?? 1;
  }

  isWithinReach(name: string, inUse: ReadonlySet<string>): boolean {
    const model = this.shelved.get(name);
    if (model === undefined || model.pipeline) return true;
    return this.bytesOf((other) => inUse.has(other)) + model.bytes <= this.options.memoryBytes;
  }

  async pipeline(name: string, inUse: ReadonlySet<string>): Promise<Pipeline> {
    const model = this.shelved.get(name);
    if (model === undefined)
      throw new EngineError('unknown_model', `there is no model ${JSON.stringify(name)} any more`);
    model.usedAt = this.now();
    model.pipeline ??= await this.loadAgain(model, inUse);
    return model.pipeline;
  }

  /** Unloads what nobody used for long. */
  async unloadIdle(inUse: ReadonlySet<string>): Promise<void> {
    const { idleMs } = this.options;
    if (idleMs === undefined) return;
    for (const [name, model] of this.shelved) {
      if (!inUse.has(name) && this.now() - model.usedAt >= idleMs) await this.unload(model);
    }
  }

  async close(): Promise<void> {
    for (const model of this.shelved.values()) await this.unload(model);
  }

  private async tryOut(folder: string): Promise<ModelDescriptor> {
    const name = await nameOfFolder(folder);
    try {
      const model = await readModelFolder(folder);
      if (this.shelved.has(name)) {
        const reason = `The model in ${folder} has the name ${name}, which another model has: rename one of them.`;
        return { status: 'unusable', name, folder, code: 'name_taken', reason };
      }
      const bytes = await modelBytes(model);
      if (bytes > this.options.memoryBytes) throw tooLarge(folder, bytes, this.options.memoryBytes);
      await this.makeRoom(bytes, new Set());
      const startedAt = performance.now();
      const pipeline = await loadPipeline(model, this.runtime);
      const loadMs = performance.now() - startedAt;
      const descriptor = describeModel(model, pipeline, this.runtime);
      this.shelved.set(name, { descriptor, bytes, loadMs, pipeline, usedAt: this.now() });
      return descriptor;
    } catch (error) {
      return describeUnusable(name, folder, error);
    }
  }

  private async loadAgain({ descriptor, bytes }: ShelvedModel, inUse: ReadonlySet<string>): Promise<Pipeline> {
    const { folder, name } = descriptor;
    try {
      const model = await readModelFolder(folder);
      if (model.digest !== descriptor.digest) {
        throw new ModelError('checksum_mismatch', `The files in ${folder} changed: start again to use them.`);
      }
      await this.makeRoom(bytes, inUse);
      return await loadPipeline(model, this.runtime);
    } catch (error) {
      this.shelved.delete(name);
      const broken = describeUnusable(name, folder, error);
      this.descriptors = this.descriptors.map((other) => (other === descriptor ? broken : other));
      this.options.onChange?.();
      throw error;
    }
  }

  private async makeRoom(bytes: number, inUse: ReadonlySet<string>): Promise<void> {
    const leastRecent = [...this.shelved]
      .filter(([name, { pipeline }]) => pipeline && !inUse.has(name))
      .sort(([, a], [, b]) => a.usedAt - b.usedAt);
    for (const [, model] of leastRecent) {
      if (this.bytesOf(() => true) + bytes <= this.options.memoryBytes) return;
      await this.unload(model);
    }
  }

  private bytesOf(counts: (name: string) => boolean): number {
    const loaded = [...this.shelved].filter(([name, { pipeline }]) => pipeline && counts(name));
    return loaded.reduce((sum, [, { bytes }]) => sum + bytes, 0);
  }

  private async unload(model: ShelvedModel): Promise<void> {
    const { pipeline } = model;
    model.pipeline = undefined;
    await pipeline?.release();
  }
}

function tooLarge(folder: string, bytes: number, memoryBytes: number): ModelError {
  return new ModelError(
    'out_of_memory',
    `The model in ${folder} takes about ${gib(bytes)} GiB of memory, and models may take ${gib(memoryBytes)} GiB: allow more, or use a smaller model.`,
  );
}
