import { loadConfigOrExit } from '@imageai/config';
import { createDatabase, isReachable } from '@imageai/db';
import { Messaging } from '@imageai/messaging';
import { createRpcServer } from '@imageai/rpc';
import { createLogger, HealthServer, type Logger, type RunningService, runService } from '@imageai/telemetry';
import { AppModule, rpcServices } from './app.module.js';
import { type Config, configSchema } from './config.js';
import { type GenerationSchema, schemaName } from './db/schema.js';
import { Background } from './sweeper/background.js';
import { WatchService } from './watch/watch.service.js';

async function start(config: Config, logger: Logger): Promise<RunningService> {
  const database = createDatabase<GenerationSchema>({
    url: config.POSTGRES_URL,
    schema: schemaName,
    poolSize: config.POSTGRES_POOL_SIZE,
  });
  const messaging = await Messaging.connect({ url: config.NATS_URL, service: 'generation' });
  const app = await createRpcServer(AppModule.register({ config, database, messaging, logger }), {
    host: config.GRPC_HOST,
    port: config.GRPC_PORT,
    services: rpcServices,
    tokenHashes: config.SERVICE_TOKEN_HASHES,
    logger,
  });
  await app.listen();
  const background = new Background(app, config, logger);
  background.start();
  const health = await HealthServer.start({
    host: config.HEALTH_HOST,
    port: config.HEALTH_PORT,
    checks: {
      postgres: () => isReachable(database),
      nats: () => messaging.isReachable(),
      prepared: () => background.ready,
    },
  });
  return {
    stop: async () => {
      health.drain();
      app.get(WatchService).stop();
      await app.close();
      await background.stop();
      await messaging.close();
      await database.destroy();
      await health.stop();
    },
  };
}

const config = loadConfigOrExit(configSchema);
const logger = createLogger('generation', config.LOG_LEVEL);
await runService(logger, () => start(config, logger));
