import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What another process may ask for by its name; it gets the result, or the error's text. */
export type Actions = Readonly<Record<string, (name: string, signal: NodeJS.Signals) => unknown>>;

export interface ActionServer {
  readonly url: string;
  close(): void;
}

/** Lets tests, which run in processes of their own, do something to the stack that this one holds; on loopback. */
export async function serveActions(actions: Actions): Promise<ActionServer> {
  const server = createServer(async (request, response) => {
    try {
      const { action, name, signal } = JSON.parse(await text(request));
      const result = await actions[action]?.(name, signal);
      response.end(JSON.stringify(result ?? null));
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
