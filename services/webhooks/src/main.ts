import { loadConfigOrExit } from '@imageai/config';
import { createDatabase, isReachable } from '@imageai/db';
import { createRpcServer } from '@imageai/rpc';
import { createLogger, HealthServer, type Logger, type RunningService, runService } from '@imageai/telemetry';
import { AppModule, rpcServices } from './app.module.js';
import { type Config, configSchema } from './config.js';
import { schemaName, type WebhooksSchema } from './db/schema.js';
import { EventRepository } from './events/event.repository.js';
import { EventService } from './events/event.service.js';
import { EventFeed } from './events/event-feed.js';

async function start(config: Config, logger: Logger): Promise<RunningService> {
  const database = createDatabase<WebhooksSchema>({
    url: config.POSTGRES_URL,
    schema: schemaName,
    poolSize: config.POSTGRES_POOL_SIZE,
  });
  const app = await createRpcServer(AppModule.register(database), {
    host: config.GRPC_HOST,
    port: config.GRPC_PORT,
    services: rpcServices,
    tokenHashes: config.SERVICE_TOKEN_HASHES,
    logger,
  });
  await app.listen();
  const feed = new EventFeed({
    natsUrl: config.NATS_URL,
    service: app.get(EventService),
    repository: app.get(EventRepository),
    logger,
  });
  feed.start();
  const health = await HealthServer.start({
    host: config.HEALTH_HOST,
    port: config.HEALTH_PORT,
    checks: { postgres: () => isReachable(database), nats: () => feed.isReady() },
  });
  return {
    stop: async () => {
      health.drain();
      await Promise.all([app.close(), feed.stop()]);
      await database.destroy();
      await health.stop();
    },
  };
}

const config = loadConfigOrExit(configSchema);
const logger = createLogger('webhooks', config.LOG_LEVEL);
await runService(logger, () => start(config, logger));
