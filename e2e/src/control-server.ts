import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { SERVICE_NAMES, type ServiceName, type Stack, type UnitName } from '@imageai/local';

/** The stack's notes on what ended unexpectedly. */
export type Notes = readonly string[];

/**
 * Lets tests kill and restart parts of the stack. Jest runs them in contexts of their own, so that they cannot hold
 * the stack itself; this listens on loopback, for the run only.
 */
export async function startControlServer(stack: Stack, notes: Notes): Promise<{ url: string; server: Server }> {
  const actions: Record<string, (name: UnitName, signal: NodeJS.Signals) => unknown> = {
    kill: (name, signal) => stack.kill(name, signal),
    restart: (name) => stack.restartGracefully(name),
    ready: () => Promise.all(SERVICE_NAMES.map((name: ServiceName) => stack.waitReady(name, 60_000))),
    pids: () => stack.pids(),
    notes: () => notes,
    log: (name) => readFile(join(stack.layout.logs, `${name}.log`), 'utf8'),
  };
  const server = createServer(async (request, response) => {
    try {
      const { action, name, signal } = JSON.parse(await textOf(request));
      const result = await actions[action]?.(name, signal);
      response.end(JSON.stringify(result ?? null));
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}
