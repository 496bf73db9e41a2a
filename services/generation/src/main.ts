import { loadConfigOrExit } from '@imageai/config';
import { AccountServiceClient } from '@imageai/contracts/auth';
import { createDatabase, isReachable } from '@imageai/db';
import { AccountRemoval, accountRemovalEvents, DurableConsumer, Messaging } from '@imageai/messaging';
import { createRpcClient, createRpcServer, openTls } from '@imageai/rpc';
import { createLogger, HealthServer, type Logger, Periodic, type RunningService, runService } from '@imageai/telemetry';
import { AppModule, rpcServices } from './app.module.js';
import { type Config, configSchema } from './config.js';
import { type GenerationSchema, schemaName } from './db/schema.js';
import { AccountGenerations } from './removal/account-generations.service.js';
import { RemovalRepository } from './removal/removal.repository.js';
import { Background } from './sweeper/background.js';
import { WatchService } from './watch/watch.service.js';

const removalIntervalMs = 5_000;

async function start(config: Config, logger: Logger): Promise<RunningService> {
  const tls = openTls(config.RPC_TLS_FOLDER, logger);
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
    tls,
  });
  await app.listen();
  const background = new Background(app, config, logger);
  background.start();
  const accounts = createRpcClient(AccountServiceClient, {
    address: config.AUTH_ADDRESS,
    caller: 'generation',
    token: config.SERVICE_TOKEN,
    tls,
  });
  const [store, generations] = [app.get(RemovalRepository), app.get(AccountGenerations)];
  const removal = new AccountRemoval({
    store,
    remove: (accountId) => generations.remove(accountId),
    removed: (accountId) => store.removed(accountId),
    accounts,
    graceMs: config.REMOVAL_GRACE_MS,
    logger,
  });
  const deletions = new DurableConsumer({
    ...accountRemovalEvents('generation', removal),
    service: 'generation',
    natsUrl: config.NATS_URL,
    logger,
  });
  deletions.start();
  const removing = new Periodic('removal of accounts', removalIntervalMs, () => removal.run(), logger);
  removing.start();
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
      await Promise.all([background.stop(), removing.stop(), deletions.stop()]);
      accounts.close();
      await messaging.close();
      await database.destroy();
      await health.stop();
    },
  };
}

const config = loadConfigOrExit(configSchema);
const logger = createLogger('generation', config.LOG_LEVEL);
await runService(logger, () => start(config, logger));
