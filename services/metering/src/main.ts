import { loadConfigOrExit } from '@imageai/config';
import { AccountServiceClient } from '@imageai/contracts/auth';
import { GenerationServiceClient } from '@imageai/contracts/generation';
import { ImageServiceClient } from '@imageai/contracts/storage';
import { isReachable } from '@imageai/db';
import { AccountRemoval, accountRemovalEvents, DurableConsumer } from '@imageai/messaging';
import { createRpcClient, createRpcServer, openTls } from '@imageai/rpc';
import { createLogger, HealthServer, type Logger, Periodic, type RunningService, runService } from '@imageai/telemetry';
import { AppModule, rpcServices } from './app.module.js';
import { BooksService } from './checking/books.service.js';
import { type Config, configSchema } from './config.js';
import { openDatabase } from './db/database.js';
import { createSinks } from './export/create-sinks.js';
import { ExportRepository } from './export/export.repository.js';
import { UsageExporter } from './export/usage-exporter.js';
import { AccountBooks } from './removal/account-books.service.js';
import { RemovalRepository } from './removal/removal.repository.js';
import { SettlementService } from './settlement/settlement.service.js';
import { settlementEvents } from './settlement/settlement-events.js';
import { ReservationSweeper } from './sweeping/reservation-sweeper.js';
import { WarningRepository } from './warnings/warning.repository.js';
import { WarningRelay } from './warnings/warning-relay.js';

const removalIntervalMs = 5_000;

async function start(config: Config, logger: Logger): Promise<RunningService> {
  const tls = openTls(config.RPC_TLS_FOLDER, logger);
  const database = openDatabase(config.POSTGRES_URL, config.POSTGRES_POOL_SIZE);
  const at = (address: string) => ({ address, caller: 'metering', token: config.SERVICE_TOKEN, tls });
  const generations = createRpcClient(GenerationServiceClient, at(config.GENERATION_ADDRESS));
  const images = createRpcClient(ImageServiceClient, at(config.STORAGE_ADDRESS));
  const accounts = createRpcClient(AccountServiceClient, at(config.AUTH_ADDRESS));
  const settings = { admissionTimeoutMs: config.ADMISSION_TIMEOUT_MS, sweepIntervalMs: config.SWEEP_INTERVAL_MS };
  const app = await createRpcServer(AppModule.register({ database, generations, images, settings, logger }), {
    host: config.GRPC_HOST,
    port: config.GRPC_PORT,
    services: rpcServices,
    tokenHashes: config.SERVICE_TOKEN_HASHES,
    logger,
    tls,
  });
  await app.listen();
  const natsUrl = config.NATS_URL;
  const consumer = new DurableConsumer({
    ...settlementEvents(app.get(SettlementService)),
    natsUrl,
    service: 'metering',
    concurrency: config.SETTLEMENT_CONCURRENCY,
    logger,
  });
  consumer.start();
  const [store, account] = [app.get(RemovalRepository), app.get(AccountBooks)];
  const removal = new AccountRemoval({
    store,
    remove: (accountId) => account.remove(accountId),
    removed: (accountId) => store.removed(accountId),
    accounts,
    graceMs: config.REMOVAL_GRACE_MS,
    logger,
  });
  const deletions = new DurableConsumer({
    ...accountRemovalEvents('metering', removal),
    natsUrl,
    service: 'metering',
    logger,
  });
  deletions.start();
  const removals = new Periodic('removal of accounts', removalIntervalMs, () => removal.run(), logger);
  removals.start();
  const warnings = new WarningRelay({ natsUrl, warnings: app.get(WarningRepository), logger });
  warnings.start();
  const exporter = new UsageExporter({
    repository: app.get(ExportRepository),
    sinks: createSinks(config),
    source: config.USAGE_EXPORT_SOURCE,
    intervalMs: config.USAGE_EXPORT_INTERVAL_MS,
    logger,
  });
  exporter.start();
  const books = app.get(BooksService);
  const checks = new Periodic('check of the books', config.BOOKS_CHECK_INTERVAL_MS, () => books.watch(), logger);
  checks.start();
  const sweeper = app.get(ReservationSweeper);
  sweeper.start();
  const health = await HealthServer.start({
    host: config.HEALTH_HOST,
    port: config.HEALTH_PORT,
    checks: { postgres: () => isReachable(database), nats: () => consumer.isReady() },
  });
  return {
    stop: async () => {
      health.drain();
      const working = [consumer, deletions, removals, warnings, exporter, checks, sweeper];
      await Promise.all([app.close(), ...working.map((part) => part.stop())]);
      generations.close();
      images.close();
      accounts.close();
      await database.destroy();
      await health.stop();
    },
  };
}

const config = loadConfigOrExit(configSchema);
const logger = createLogger('metering', config.LOG_LEVEL);
await runService(logger, () => start(config, logger));
