import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, PostgresServer } from '@imageai/backing-services';
import { sharedPostgresUrl } from './config.js';
import { temporaryFolder } from './temporary-folder.js';

export interface PostgresLease {
  /** The maintenance database; others are made through it. */
  url: string;
  release(): Promise<void>;
}

interface OwnServer {
  url: string;
  stop(): Promise<void>;
}

let own: Promise<OwnServer> | undefined;
let users = 0;

/** The shared server, or one of this process's own that lives as long as somebody uses it. */
export async function leasePostgres(): Promise<PostgresLease> {
  const shared = sharedPostgresUrl();
  if (shared) return { url: shared, release: async () => undefined };
  users += 1;
  own ??= startOwn();
  const server = await own;
  return { url: server.url, release: () => release(server) };
}

async function release(server: OwnServer): Promise<void> {
  users -= 1;
  if (users > 0) return;
  own = undefined;
  await server.stop();
}

async function startOwn(): Promise<OwnServer> {
  const folder = temporaryFolder();
  // Postgres runs as another user when we are root: its folder's parent must let it pass.
  chmodSync(folder.path, 0o711);
  const server = new PostgresServer({
    dataDir: join(folder.path, 'postgres'),
    logFile: join(folder.path, 'postgres.log'),
    port: await freePort(),
    password: 'test',
    durable: false,
  });
  const killAtExit = (): void => server.kill('SIGKILL');
  process.once('exit', killAtExit);
  await server.start();
  return {
    url: server.url(),
    stop: async () => {
      process.removeListener('exit', killAtExit);
      await server.stop();
      folder.remove();
    },
  };
}
