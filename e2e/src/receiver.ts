import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { waitUntil } from '@imageai/testing';
import { stand } from './the-stand.js';

/** One request that came to a receiver. */
export interface Received {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface ReceiverAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
}

const host = (): string => stand.operator?.receiverHost ?? '127.0.0.1';

/** A customer's server on this machine, which keeps what it got and answers 204 unless it is told otherwise. */
export class Receiver {
  readonly received: Received[] = [];
  /** What it answers to the requests to come, one after the other; 204 to all after them. */
  readonly answers: ReceiverAnswer[] = [];

  private constructor(private readonly server: Server) {}

  static async start(...answers: ReceiverAnswer[]): Promise<Receiver> {
    const server = createServer();
    const receiver = new Receiver(server);
    receiver.answers.push(...answers);
    server.on('request', async (request, response) => {
      const headers = request.headers as Record<string, string>;
      receiver.received.push({ path: request.url ?? '', headers, body: await text(request) });
      const { status, headers: own } = receiver.answers.shift() ?? { status: 204 };
      response.writeHead(status, own).end();
    });
    server.listen(0, host());
    await once(server, 'listening');
    return receiver;
  }

  get url(): string {
    return `http://${host()}:${(this.server.address() as AddressInfo).port}/hooks`;
  }

  /** What came, once there is so much of it. */
  async got(count: number, timeoutMs = 60_000): Promise<readonly Received[]> {
    await waitUntil(() => this.received.length >= count, { timeoutMs, what: `${count} requests at the receiver` });
    return this.received;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
