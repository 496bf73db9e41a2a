import { join } from 'node:path';
import { ensureNatsServer, NatsServer, type NatsUser, PostgresServer } from '@imageai/backing-services';
import { roleStatements } from '@imageai/db';
import { natsPermissions, natsServices } from '@imageai/messaging';
import type { Progress } from '../../../tools/progress.mjs';
import { assertSpace, createFolders, forgetData, type Layout, repositoryRoot } from './layout.js';
import { rotateLogs } from './log-files.js';
import { modelFolders } from './models.js';
import { NodeService } from './node-service.js';
import { choosePorts } from './ports.js';
import { endLeftovers } from './run-file.js';
import { loadSecrets, type Secrets } from './secrets.js';
import { SERVICE_NAMES } from './service-names.js';
import { entryOf, type ServiceContext, serviceEnvironment } from './services.js';

const DATABASE = 'imageai';

export interface SetupOptions {
  port: number;
  cdnPort: number;
  fresh: boolean;
  models?: string;
  env?: Record<string, string>;
  /** Where the services are built. */
  root?: string;
}

/** Everything that a start needs, made but not started. */
export interface Setup {
  context: ServiceContext;
  postgres: PostgresServer;
  nats: NatsServer;
  services: NodeService[];
  createDatabase(): Promise<void>;
}

export async function setUp(layout: Layout, options: SetupOptions, progress: Progress): Promise<Setup> {
  const root = options.root ?? repositoryRoot;
  const folders = modelFolders(root, options.models);
  const ports = await choosePorts(options);
  assertSpace(layout.folder);
  await endLeftovers(layout, root);
  const postgresLog = join(layout.logs, 'postgres.log');
  const natsOptions = {
    dataDir: layout.nats,
    port: ports.nats,
    user: 'imageai',
    logFile: join(layout.logs, 'nats.log'),
  };
  if (options.fresh) {
    await new PostgresServer({ dataDir: layout.postgres, port: 0, password: '', logFile: postgresLog }).endLeftover();
    await new NatsServer({ ...natsOptions, program: '', password: '' }).endLeftover();
    forgetData(layout);
    createFolders(layout);
  }
  rotateLogs(layout.logs);
  const secrets = loadSecrets(layout);
  const program = await ensureNatsServer(() => progress.step('Installing nats-server with apt-get'));
  const postgres = new PostgresServer({
    dataDir: layout.postgres,
    port: ports.postgres,
    password: secrets.postgresPassword,
    logFile: postgresLog,
  });
  const nats = new NatsServer({
    ...natsOptions,
    program,
    password: secrets.natsPassword,
    users: natsUsers(secrets),
  });
  const context: ServiceContext = {
    root,
    layout,
    ports,
    secrets,
    postgresUrl: postgres.url(DATABASE),
    natsUrl: nats.url,
    publicUrl: `http://localhost:${ports.services.gateway.http}`,
    cdnUrl: `http://localhost:${ports.services.storage.cdn}`,
    modelFolders: folders,
    env: options.env,
  };
  const services = SERVICE_NAMES.map(
    (name) =>
      new NodeService({
        name,
        entry: entryOf(root, name),
        env: serviceEnvironment(name, context),
        healthPort: ports.services[name].health,
        logFile: join(layout.logs, `${name}.log`),
      }),
  );
  const createDatabase = async (): Promise<void> => {
    await postgres.createDatabase(DATABASE);
    await postgres.execute(DATABASE, roleStatements(DATABASE, secrets.postgresPasswords));
  };
  return { context, postgres, nats, services, createDatabase };
}

/** A user a service, with only its rights: what a service may not do in production fails here first. */
function natsUsers({ natsPasswords }: Secrets): NatsUser[] {
  return natsServices.map((service) => ({
    user: service,
    password: natsPasswords[service],
    permissions: natsPermissions(service),
  }));
}
