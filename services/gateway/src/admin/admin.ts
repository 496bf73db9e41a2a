import type { AddressInfo } from 'node:net';
import { adminRoutes } from '@imageai/api/admin';
import type { TlsFolder } from '@imageai/rpc';
import type { Logger } from '@imageai/telemetry';
import type { Config } from '../config.js';
import { Drain } from '../drain/drain.js';
import { createApp } from '../http/create-app.js';
import type { Judges } from '../moderation/moderation.service.js';
import { readSite } from '../site/site-files.js';
import { AdminModule } from './admin.module.js';
import { operatorDoor } from './operator-door.js';
import { connectOperatorPeers } from './operator-peers.js';
import { Operators } from './operators.js';

/** The operators' API and their pages, where they are listened for. */
export interface Admin {
  readonly port: number;
  readonly stop: () => Promise<void>;
}

/** Listens on the operators' port; where none is set, nothing of theirs can be reached. */
export async function startAdmin(
  config: Config,
  judges: Judges,
  logger: Logger,
  tls?: TlsFolder,
): Promise<Admin | undefined> {
  const { ADMIN_PORT: port, ADMIN_TOKEN_HASHES: hashes, OPERATOR_SERVICE_TOKEN: token } = config;
  if (port === undefined || hashes === undefined || token === undefined) return undefined;
  const { ADMIN_SITE_FOLDER: siteFolder } = config;
  const site = siteFolder === undefined ? undefined : { files: await readSite(siteFolder, 'ADMIN_SITE_FOLDER') };
  const peers = connectOperatorPeers(config, token, tls);
  const app = await createApp(AdminModule.register({ config, logger, peers, judges }), {
    logger,
    trustedProxies: [],
    described: adminRoutes,
    door: (made) => operatorDoor(new Operators(hashes), made.get(Drain)),
    site,
  });
  await app.listen(port, config.ADMIN_HOST);
  return {
    port: (app.getHttpServer().address() as AddressInfo).port,
    stop: async () => {
      app.get(Drain).begin();
      await app.close();
      peers.close();
    },
  };
}
