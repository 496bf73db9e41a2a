import type { AddressInfo } from 'node:net';
import { routes } from '@imageai/api';
import { openTls } from '@imageai/rpc';
import { HealthServer, type Logger, type RunningService } from '@imageai/telemetry';
import { startAdmin } from './admin/admin.js';
import { AppModule } from './app.module.js';
import type { Config } from './config.js';
import { Drain } from './drain/drain.js';
import { createApp } from './http/create-app.js';
import { publicDoor } from './http/public-door.js';
import { loadJudges } from './moderation/load-judges.js';
import { connectPeers } from './peers/peers.js';
import { NatsProgress } from './progress/nats-progress.js';
import { readSite } from './site/site-files.js';

/** How long connections may still take to close once every request was answered. */
const closeGraceMs = 1_000;

/** A running gateway, and where its public API listens. */
export interface Gateway extends RunningService {
  readonly port: number;
  /** Where the operators' API listens, where there is one. */
  readonly adminPort: number | undefined;
}

export async function startGateway(config: Config, logger: Logger): Promise<Gateway> {
  const judges = await loadJudges(config);
  const { SITE_FOLDER: siteFolder, CDN_URL: cdnUrl } = config;
  const site = siteFolder === undefined ? undefined : { files: await readSite(siteFolder, 'SITE_FOLDER'), cdnUrl };
  const tls = openTls(config.RPC_TLS_FOLDER, logger);
  const peers = connectPeers(config, tls);
  const progress = new NatsProgress(config.NATS_URL, logger);
  const health = await HealthServer.start({
    host: config.HEALTH_HOST,
    port: config.HEALTH_PORT,
    checks: { ...peers.checks, http: () => app.getHttpServer().listening },
  });
  const readiness = () => health.readiness();
  const app = await createApp(AppModule.register({ config, logger, peers, progress, judges, readiness }), {
    logger,
    trustedProxies: config.TRUSTED_PROXIES,
    described: routes,
    door: (made) => publicDoor(made, config.READS_PER_MINUTE),
    site,
  });
  await app.listen(config.HTTP_PORT, config.HTTP_HOST);
  const admin = await startAdmin(config, judges, logger, tls);

  return {
    port: (app.getHttpServer().address() as AddressInfo).port,
    adminPort: admin?.port,
    stop: async () => {
      const drain = app.get(Drain);
      health.drain();
      drain.begin();
      const closed = app.close();
      const timeOut = setTimeout(() => drain.timeOut(), config.DRAIN_TIMEOUT_MS);
      const cutOff = setTimeout(
        () => app.getHttpServer().closeAllConnections(),
        config.DRAIN_TIMEOUT_MS + closeGraceMs,
      );
      await Promise.all([closed, admin?.stop()]);
      clearTimeout(timeOut);
      clearTimeout(cutOff);
      peers.close();
      await judges.close();
      await progress.close();
      await health.stop();
    },
  };
}
