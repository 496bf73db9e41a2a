import { createServer } from 'node:net';

/** Given out by this process before: two callers must not get one port while neither listens on it yet. */
const given = new Set<number>();

/** A port of 127.0.0.1 that nobody listens on, and that this process was not given before. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = await listenOnce('127.0.0.1', 0);
    if (port !== undefined && !given.has(port)) {
      given.add(port);
      return port;
    }
  }
}

export async function isPortFree(port: number, host = '0.0.0.0'): Promise<boolean> {
  return (await listenOnce(host, port)) !== undefined;
}

function listenOnce(host: string, port: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error),
    );
    server.listen({ host, port, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : undefined));
    });
  });
}
