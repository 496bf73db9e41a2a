import { join } from 'node:path';
import { freePort, PostgresServer } from '@imageai/backing-services';
import { sharedPostgresUrl } from './config.js';
import { guardedFolder } from './guarded-folder.js';

export interface TestPostgres {
  /** The maintenance database; others are made through it. */
  url: string;
  stop(): Promise<void>;
}

let own: Promise<TestPostgres> | undefined;
let users = 0;

/** The shared server, or one of this process's own that lives as long as somebody uses it. */
export async function leasePostgres(): Promise<TestPostgres> {
  const shared = sharedPostgresUrl();
  if (shared) return { url: shared, stop: async () => undefined };
  users += 1;
  own ??= startTestPostgres();
  const server = await own;
  return {
    url: server.url,
    stop: async () => {
      users -= 1;
      if (users > 0) return;
      own = undefined;
      await server.stop();
    },
  };
}

/** An empty Postgres in a temporary folder; its commits need not reach the disk. */
export async function startTestPostgres(): Promise<TestPostgres> {
  const folder = guardedFolder();
  const server = new PostgresServer({
    dataDir: join(folder.path, 'postgres'),
    logFile: join(folder.path, 'postgres.log'),
    port: await freePort(),
    password: 'test',
    durable: false,
  });
  const stop = async (): Promise<void> => {
    await server.stop();
    folder.remove();
  };
  try {
    await server.start();
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: server.url(), stop };
}
