import { loadConfigOrExit } from '@imageai/config';
import { AccountServiceClient } from '@imageai/contracts/auth';
import { createDatabase, isReachable } from '@imageai/db';
import { AccountRemoval, accountRemovalEvents, DurableConsumer } from '@imageai/messaging';
import { createRpcClient, createRpcServer, openTls } from '@imageai/rpc';
import {
  collectGarbageForLargeBuffers,
  createLogger,
  HealthServer,
  type Logger,
  Periodic,
  type RunningService,
  runService,
} from '@imageai/telemetry';
import { AppModule, rpcServices } from './app.module.js';
import { openBackend } from './backend/open-backend.js';
import { CdnServer } from './cdn/cdn-server.js';
import { type Config, configSchema } from './config.js';
import { type Schema, schemaName } from './db/schema.js';
import { endedGenerations } from './inputs/ended-generations.js';
import { InputsService } from './inputs/inputs.service.js';
import { MovingService } from './moving/moving.service.js';
import { AccountImages } from './removal/account-images.service.js';
import { RemovalRepository } from './removal/removal.repository.js';
import { RetentionService } from './retention/retention.service.js';

const removalIntervalMs = 5_000;

async function start(config: Config, logger: Logger): Promise<RunningService> {
  const tls = openTls(config.RPC_TLS_FOLDER, logger);
  const database = createDatabase<Schema>({
    url: config.POSTGRES_URL,
    schema: schemaName,
    poolSize: config.POSTGRES_POOL_SIZE,
  });
  const backend = await openBackend(config, logger);
  const app = await createRpcServer(AppModule.register({ config, logger, database, backend }), {
    host: config.GRPC_HOST,
    port: config.GRPC_PORT,
    services: rpcServices,
    tokenHashes: config.SERVICE_TOKEN_HASHES,
    logger,
    tls,
  });
  await app.listen();
  const cdn = app.get(CdnServer);
  await cdn.listen(config.CDN_HOST, config.CDN_PORT);
  const retention = app.get(RetentionService);
  const sweeping = new Periodic('retention', config.SWEEP_INTERVAL_MS, () => retention.sweep(), logger);
  sweeping.start();
  const inputs = app.get(InputsService);
  const inputSweeping = new Periodic('inputs', config.SWEEP_INTERVAL_MS, () => inputs.sweep(), logger);
  inputSweeping.start();
  const endings = new DurableConsumer({
    ...endedGenerations(inputs),
    natsUrl: config.NATS_URL,
    service: 'storage',
    logger,
  });
  endings.start();
  const moving = app.get(MovingService);
  const movingOn = new Periodic('moving', config.SWEEP_INTERVAL_MS, () => moving.move(), logger);
  movingOn.start();
  const accounts = createRpcClient(AccountServiceClient, {
    address: config.AUTH_ADDRESS,
    caller: 'storage',
    token: config.SERVICE_TOKEN,
    tls,
  });
  const [store, images] = [app.get(RemovalRepository), app.get(AccountImages)];
  const removal = new AccountRemoval({
    store,
    remove: (accountId) => images.remove(accountId),
    removed: (accountId) => store.removed(accountId),
    accounts,
    graceMs: config.REMOVAL_GRACE_MS,
    logger,
  });
  const deletions = new DurableConsumer({
    ...accountRemovalEvents('storage', removal),
    service: 'storage',
    natsUrl: config.NATS_URL,
    logger,
  });
  deletions.start();
  const removing = new Periodic('removal of accounts', removalIntervalMs, () => removal.run(), logger);
  removing.start();
  const health = await HealthServer.start({
    host: config.HEALTH_HOST,
    port: config.HEALTH_PORT,
    checks: { postgres: () => isReachable(database), images: () => backend.isWritable() },
  });
  return {
    async stop() {
      health.drain();
      retention.stop();
      moving.stop();
      await Promise.all([sweeping, inputSweeping, movingOn, endings, removing, deletions].map((part) => part.stop()));
      await Promise.all([app.close(), cdn.close()]);
      accounts.close();
      backend.close();
      await database.destroy();
      await health.stop();
    },
  };
}

collectGarbageForLargeBuffers();
const config = loadConfigOrExit(configSchema);
const logger = createLogger('storage', config.LOG_LEVEL);
await runService(logger, () => start(config, logger));
