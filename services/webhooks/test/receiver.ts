import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { waitUntil } from '@imageai/testing';

export interface Received {
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

export type Handler = (response: ServerResponse, received: Received, request: IncomingMessage) => unknown;

export const ok: Handler = (response) => response.end('thanks');
export const answer =
  (status: number, headers: Record<string, string> = {}): Handler =>
  (response) =>
    response.writeHead(status, headers).end(`answered ${status}`);

/** Somebody's server on loopback that keeps what it got. */
export class Receiver {
  readonly received: Received[] = [];
  handler: Handler = ok;
  /** Requests that were not answered to the end yet, and how many there were at most. */
  open = 0;
  mostOpen = 0;

  private constructor(private readonly server: Server) {}

  static async start(handler: Handler = ok): Promise<Receiver> {
    const server = createServer();
    const receiver = new Receiver(server);
    receiver.handler = handler;
    server.on('request', async (request, response) => {
      receiver.open += 1;
      receiver.mostOpen = Math.max(receiver.mostOpen, receiver.open);
      response.once('close', () => {
        receiver.open -= 1;
      });
      const headers = request.headers as Record<string, string>;
      const received = { path: request.url ?? '', headers, body: await text(request) };
      receiver.received.push(received);
      receiver.handler(response, received, request);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return receiver;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/hook`;
  }

  get ids(): string[] {
    return this.received.map(({ headers }) => headers['webhook-id'] ?? '');
  }

  got(count: number): Promise<boolean> {
    return waitUntil(() => this.received.length >= count, { timeoutMs: 15_000, what: `${count} requests` });
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
