import { once } from 'node:events';
import { createServer } from 'node:net';
import { outsideAddress } from '../layout.js';

/** One that policies open for some, and one that they open for nobody by its number. */
export const OUTSIDE_PORTS = { https: 443, other: 8443 };

/** Somebody outside the cluster, who takes every connection; how to stop that. */
export async function listenOutside(): Promise<() => Promise<void>> {
  const servers = Object.values(OUTSIDE_PORTS).map((port) =>
    createServer((socket) => socket.on('error', () => undefined).end()).listen(port, outsideAddress),
  );
  await Promise.all(servers.map((server) => once(server, 'listening')));
  return async () => {
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  };
}
