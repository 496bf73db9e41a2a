import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Engine, type ImageEngine } from '@imageai/diffusion';
import type { Logger } from '@imageai/telemetry';
import type { Config } from '../config.js';

type EngineConfig = Pick<
  Config,
  | 'INFERENCE_ENGINE'
  | 'MODEL_FOLDERS'
  | 'EXECUTION_PROVIDERS'
  | 'THREADS'
  | 'SLOTS'
  | 'STEP_POLICY'
  | 'MAX_BATCH'
  | 'MODEL_MEMORY_BYTES'
  | 'MODEL_IDLE_SECONDS'
  | 'OPTIMISED_FOLDER'
>;

/** What a module that INFERENCE_ENGINE names exports. */
interface EngineModule {
  createEngine(): Promise<ImageEngine>;
}

/** The diffusion engine; or, for benchmarks, load and fuzz tests, whatever INFERENCE_ENGINE names. */
export async function startEngine(config: EngineConfig, logger: Logger): Promise<ImageEngine> {
  const specifier = config.INFERENCE_ENGINE;
  if (specifier === undefined) {
    const engine = await Engine.start({
      modelFolders: config.MODEL_FOLDERS,
      executionProviders: config.EXECUTION_PROVIDERS,
      policy: config.STEP_POLICY,
      maxBatch: config.MAX_BATCH,
      ...(config.SLOTS !== undefined && { concurrency: config.SLOTS }),
      ...(config.THREADS !== undefined && { threads: config.THREADS }),
      ...(config.MODEL_MEMORY_BYTES !== undefined && { memoryBytes: config.MODEL_MEMORY_BYTES }),
      ...(config.OPTIMISED_FOLDER !== undefined && { optimisedFolder: config.OPTIMISED_FOLDER }),
      ...(config.MODEL_IDLE_SECONDS !== undefined && { idleMs: config.MODEL_IDLE_SECONDS * 1_000 }),
    });
    for (const missing of passedOver(engine)) logger.warn(`an execution provider is passed over: ${missing}`);
    return engine;
  }
  logger.warn({ engine: specifier }, 'INFERENCE_ENGINE is set: pictures do not come from the models');
  const isPath = /^[./]/.test(specifier);
  const module: Partial<EngineModule> = await import(isPath ? pathToFileURL(resolve(specifier)).href : specifier);
  if (typeof module.createEngine !== 'function') throw new Error(`${specifier} does not export createEngine`);
  return module.createEngine();
}

function passedOver({ models }: ImageEngine): Set<string> {
  return new Set(models.flatMap((model) => (model.status === 'ready' ? (model.passedOver ?? []) : [])));
}
