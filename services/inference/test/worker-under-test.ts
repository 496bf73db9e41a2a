import { ModelServiceClient, WorkerServiceClient } from '@imageai/contracts/generation';
import { ImageServiceClient, InputServiceClient } from '@imageai/contracts/storage';
import { lanes } from '@imageai/contracts/subjects';
import type { EngineRequest, GenerateOptions, ImageEngine } from '@imageai/diffusion';
import { Messaging } from '@imageai/messaging';
import { createRpcClient } from '@imageai/rpc';
import { createLogger } from '@imageai/telemetry';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../src/app.module.js';
import { startEngine } from '../src/engine/start-engine.js';
import { ModelRegistration } from '../src/models/model-registration.service.js';
import { Worker, type WorkerConfig } from '../src/work/worker.service.js';
import { token } from './fake-services.js';

const logger = createLogger('test', 'silent');

interface PatternEngine extends ImageEngine {
  readonly begun: string[];
  readonly requests: EngineRequest[];
  readonly terms: GenerateOptions[];
  readonly previews: number;
  readonly steps: number;
  readonly pause: PromiseWithResolvers<void>;
  readonly closed: boolean;
}

const engineConfig = {
  MODEL_FOLDERS: [],
  EXECUTION_PROVIDERS: ['cpu'],
  THREADS: undefined,
  SLOTS: undefined,
  STEP_POLICY: 'shortest-remaining' as const,
  MAX_BATCH: 1,
  MODEL_MEMORY_BYTES: undefined,
  MODEL_IDLE_SECONDS: undefined,
};

/** A worker with the pattern engine, in this process. */
export async function startWorker(natsUrl: string, address: string, config: Partial<WorkerConfig> = {}) {
  const engine = await startEngine({ ...engineConfig, INFERENCE_ENGINE: './test/pattern-engine.mjs' }, logger);
  const messaging = await Messaging.connect({ url: natsUrl, service: 'test-worker' });
  const client = { address, caller: 'inference', token };
  const clients = {
    reports: createRpcClient(WorkerServiceClient, client),
    models: createRpcClient(ModelServiceClient, client),
    images: createRpcClient(ImageServiceClient, client),
    inputs: createRpcClient(InputServiceClient, client),
  };
  const workerId = `worker_${Math.random()}`;
  const dependencies = {
    config: { SLOTS: 1, LANES: [...lanes], DRAIN_TIMEOUT_SECONDS: 20, HEARTBEAT_SECONDS: 0.2, ...config },
    logger,
    messaging,
    engine,
  };
  const app = await NestFactory.createApplicationContext(
    AppModule.register({ ...dependencies, workerId, ...clients }),
    { logger: false },
  );
  const worker = app.get(Worker);
  const registration = app.get(ModelRegistration);
  registration.start();
  worker.start();
  let stopped: Promise<void> | undefined;
  return {
    workerId,
    engine: engine as PatternEngine,
    registration,
    stop: () => {
      stopped ??= (async () => {
        await Promise.all([registration.stop(), worker.stop()]);
        await app.close();
        for (const each of Object.values(clients)) each.close();
        await messaging.close();
      })();
      return stopped;
    },
  };
}

export type WorkerUnderTest = Awaited<ReturnType<typeof startWorker>>;
