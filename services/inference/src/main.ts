import { randomUUID } from 'node:crypto';
import { loadConfigOrExit } from '@imageai/config';
import { ModelServiceClient, WorkerServiceClient } from '@imageai/contracts/generation';
import { ImageServiceClient, InputServiceClient } from '@imageai/contracts/storage';
import { Messaging } from '@imageai/messaging';
import { createRpcClient, openTls } from '@imageai/rpc';
import {
  collectGarbageForLargeBuffers,
  createLogger,
  HealthServer,
  type Logger,
  NestLogger,
  type RunningService,
  runService,
} from '@imageai/telemetry';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';
import { type Config, configSchema } from './config.js';
import { startEngine } from './engine/start-engine.js';
import { ModelRegistration } from './models/model-registration.service.js';
import { Worker } from './work/worker.service.js';

async function start(config: Config, logger: Logger): Promise<RunningService> {
  const tls = openTls(config.RPC_TLS_FOLDER, logger);
  let isRegistered = (): boolean => false;
  let isConnected = async (): Promise<boolean> => false;
  // Loading models takes a while: until then the process is live and not ready.
  const health = await HealthServer.start({
    host: config.HEALTH_HOST,
    port: config.HEALTH_PORT,
    checks: { nats: () => isConnected(), models: () => isRegistered() },
  });
  const [engine, messaging] = await Promise.all([
    startEngine(config, logger),
    Messaging.connect({ url: config.NATS_URL, service: 'inference' }),
  ]);
  const caller = { caller: 'inference', token: config.SERVICE_TOKEN, tls };
  const reports = createRpcClient(WorkerServiceClient, { ...caller, address: config.GENERATION_ADDRESS });
  const models = createRpcClient(ModelServiceClient, { ...caller, address: config.GENERATION_ADDRESS });
  const images = createRpcClient(ImageServiceClient, { ...caller, address: config.STORAGE_ADDRESS });
  const inputs = createRpcClient(InputServiceClient, { ...caller, address: config.STORAGE_ADDRESS });
  const workerId = `worker_${randomUUID()}`;
  const app = await NestFactory.createApplicationContext(
    AppModule.register({ config, logger, messaging, engine, workerId, reports, models, images, inputs }),
    { logger: new NestLogger(logger), abortOnError: false },
  );
  const registration = app.get(ModelRegistration);
  const worker = app.get(Worker);
  isConnected = () => messaging.isReachable();
  isRegistered = () => registration.isRegistered && engine.models.some(({ status }) => status === 'ready');
  registration.start();
  worker.start();
  return {
    async stop() {
      health.drain();
      await Promise.all([registration.stop(), worker.stop()]);
      await engine.close();
      await app.close();
      for (const client of [reports, models, images, inputs]) client.close();
      await messaging.close();
      await health.stop();
    },
  };
}

collectGarbageForLargeBuffers();
const config = loadConfigOrExit(configSchema);
const logger = createLogger('inference', config.LOG_LEVEL);
await runService(logger, () => start(config, logger));
