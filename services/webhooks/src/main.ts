import { loadConfigOrExit } from '@imageai/config';
import { AccountServiceClient } from '@imageai/contracts/auth';
import { createDatabase, isReachable } from '@imageai/db';
import { ImageUrls } from '@imageai/image-urls';
import { AccountRemoval, accountRemovalEvents, DurableConsumer } from '@imageai/messaging';
import { createRpcClient, createRpcServer, openTls } from '@imageai/rpc';
import { createLogger, HealthServer, type Logger, Periodic, type RunningService, runService } from '@imageai/telemetry';
import { AppModule, rpcServices } from './app.module.js';
import { type Config, configSchema } from './config.js';
import { schemaName, type WebhooksSchema } from './db/schema.js';
import { EventService } from './events/event.service.js';
import { EventFeed } from './events/event-feed.js';
import { AccountWebhooks } from './removal/account-webhooks.service.js';
import { RemovalRepository } from './removal/removal.repository.js';
import { Sender } from './sending/sender.js';
import { Background } from './sweeping/background.js';

const removalIntervalMs = 5_000;

async function start(config: Config, logger: Logger): Promise<RunningService> {
  const tls = openTls(config.RPC_TLS_FOLDER, logger);
  const database = createDatabase<WebhooksSchema>({
    url: config.POSTGRES_URL,
    schema: schemaName,
    poolSize: config.POSTGRES_POOL_SIZE,
  });
  const app = await createRpcServer(AppModule.register({ config, database, logger }), {
    host: config.GRPC_HOST,
    port: config.GRPC_PORT,
    services: rpcServices,
    tokenHashes: config.SERVICE_TOKEN_HASHES,
    logger,
    tls,
  });
  await app.listen();
  const background = new Background(app, config, logger);
  const sender = app.get(Sender);
  const feed = new EventFeed({
    natsUrl: config.NATS_URL,
    urls: new ImageUrls(config),
    service: app.get(EventService),
    logger,
  });
  feed.start();
  background.start();
  const accounts = createRpcClient(AccountServiceClient, {
    address: config.AUTH_ADDRESS,
    caller: 'webhooks',
    token: config.SERVICE_TOKEN,
    tls,
  });
  const [store, webhooks] = [app.get(RemovalRepository), app.get(AccountWebhooks)];
  const removal = new AccountRemoval({
    store,
    remove: (accountId) => webhooks.remove(accountId),
    removed: (accountId) => store.removed(accountId),
    accounts,
    graceMs: config.REMOVAL_GRACE_MS,
    logger,
  });
  const deletions = new DurableConsumer({
    ...accountRemovalEvents('webhooks', removal),
    service: 'webhooks',
    natsUrl: config.NATS_URL,
    logger,
  });
  deletions.start();
  const removing = new Periodic('removal of accounts', removalIntervalMs, () => removal.run(), logger);
  removing.start();
  const health = await HealthServer.start({
    host: config.HEALTH_HOST,
    port: config.HEALTH_PORT,
    checks: { postgres: () => isReachable(database), nats: () => feed.isReady() },
  });
  return {
    stop: async () => {
      health.drain();
      await Promise.all([app.close(), feed.stop(), removing.stop(), deletions.stop()]);
      await background.stop();
      await sender.close();
      accounts.close();
      await database.destroy();
      await health.stop();
    },
  };
}

const config = loadConfigOrExit(configSchema);
const logger = createLogger('webhooks', config.LOG_LEVEL);
await runService(logger, () => start(config, logger));
