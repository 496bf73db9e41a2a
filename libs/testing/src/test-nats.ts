import { join } from 'node:path';
import { ensureNatsServer, freePort, NatsServer, type NatsUser } from '@imageai/backing-services';
import { guardedFolder } from './guarded-folder.js';

export interface TestNats {
  /** Holds user and password, and stays the same over restarts. */
  url: string;
  /** The same for one of the further users. */
  urlOf(user: NatsUser): string;
  stop(): Promise<void>;
  /** What JetStream stored is there again. */
  restart(): Promise<void>;
  /** `kill -9`; `restart` brings it back. */
  kill(): Promise<void>;
}

/** A nats-server with JetStream for one test file; its own user may do everything, further ones what they are given. */
export async function testNats(users: readonly NatsUser[] = []): Promise<TestNats> {
  const folder = guardedFolder();
  const server = new NatsServer({
    program: await ensureNatsServer(),
    dataDir: join(folder.path, 'nats'),
    logFile: join(folder.path, 'nats.log'),
    port: await freePort(),
    user: 'test',
    password: 'test',
    users,
  });
  await server.start();
  return {
    url: server.url,
    urlOf: (user) => server.urlOf(user),
    restart: () => server.restart(),
    kill: async () => {
      const ended = new Promise<void>((resolve) => {
        const off = server.onExit(() => {
          off();
          resolve();
        });
      });
      server.kill('SIGKILL');
      await ended;
    },
    stop: async () => {
      await server.stop();
      folder.remove();
    },
  };
}
