import { loadConfigOrExit } from '@imageai/config';
import { isReachable } from '@imageai/db';
import { createRpcServer, openTls } from '@imageai/rpc';
import { createLogger, HealthServer, type Logger, type RunningService, runService } from '@imageai/telemetry';
import { AppModule } from './app.module.js';
import { type Config, configSchema } from './config.js';
import { openDatabase } from './db/database.js';
import { DeletionRelay } from './deletion/deletion-relay.js';
import { DeletionsRepository } from './deletion/deletions.repository.js';
import { Background } from './housekeeping/background.js';
import { createMailSender } from './mail/mail-sender.js';
import { rpcServices } from './rpc-services.js';
import { LastUseRecorder } from './verification/last-use-recorder.js';

async function start(config: Config, logger: Logger): Promise<RunningService> {
  const tls = openTls(config.RPC_TLS_FOLDER, logger);
  const database = openDatabase(config.POSTGRES_URL, config.POSTGRES_POOL_SIZE);
  const module = AppModule.register({
    database,
    keyPepper: config.KEY_PEPPER,
    settings: config,
    mailSender: createMailSender(config, logger),
    logger,
  });
  const app = await createRpcServer(module, {
    host: config.GRPC_HOST,
    port: config.GRPC_PORT,
    services: rpcServices,
    tokenHashes: config.SERVICE_TOKEN_HASHES,
    logger,
    tls,
  });
  await app.listen();
  const background = app.get(Background);
  background.start();
  const relay = new DeletionRelay({ natsUrl: config.NATS_URL, deletions: app.get(DeletionsRepository), logger });
  relay.start();
  const health = await HealthServer.start({
    host: config.HEALTH_HOST,
    port: config.HEALTH_PORT,
    checks: { postgres: () => isReachable(database) },
  });
  return {
    stop: async () => {
      health.drain();
      await app.close();
      await Promise.all([background.stop(), relay.stop(), app.get(LastUseRecorder).flush()]);
      await database.destroy();
      await health.stop();
    },
  };
}

const config = loadConfigOrExit(configSchema);
const logger = createLogger('auth', config.LOG_LEVEL);
await runService(logger, () => start(config, logger));
