import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly atMs: number;
}

/** How one request is answered, or not. */
export type Answer = (response: ServerResponse, request: Received) => void | Promise<void>;

export const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };

/** An error in the API's envelope. */
export const refusal = (status: number, code: string, headers: Record<string, string> = {}): Answer =>
  json(status, { error: { message: `refused: ${code}`, type: 'some_type', param: null, code } }, headers);

/** The connection ends without an answer. */
export const cut: Answer = (response) => {
  response.destroy();
};

/** The connection ends in the middle of an answer. */
export const cutAfter =
  (start: string): Answer =>
  async (response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': String(start.length + 10) });
    await new Promise<void>((written) => response.write(start, () => written()));
    response.destroy();
  };

/** No answer at all. */
export const silence: Answer = () => undefined;

/** A stream of events, given as it is cut into chunks; it ends, is cut, or stays open. */
export const events =
  (chunks: readonly (string | Uint8Array)[], end: 'end' | 'cut' | 'open' = 'end'): Answer =>
  async (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.flushHeaders();
    for (const chunk of chunks) {
      await new Promise<void>((written) => response.write(chunk, () => written()));
    }
    if (end === 'end') response.end();
    if (end === 'cut') response.destroy();
  };

/** A real HTTP server on loopback that answers in the order it is told, the last answer again and again. */
export class MisbehavingServer {
  readonly requests: Received[] = [];
  private answers: Answer[] = [];

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(): Promise<MisbehavingServer> {
    const server = createServer();
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const running = new MisbehavingServer(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    server.on('request', (request, response) => void running.handle(request, response));
    return running;
  }

  answer(...answers: Answer[]): void {
    this.answers = answers;
    this.requests.length = 0;
  }

  /** Connections that clients hold right now. */
  connections(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.getConnections((error, count) => (error ? reject(error) : resolve(count)));
    });
  }

  /** The next connection that a client closes. */
  async connectionClosed(): Promise<void> {
    const [socket] = await once(this.server, 'connection');
    await once(socket, 'close');
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const received: Received = {
      method: request.method ?? '',
      url: request.url ?? '',
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
      atMs: performance.now(),
    };
    this.requests.push(received);
    const answer = this.answers.length > 1 ? this.answers.shift() : this.answers[0];
    await answer?.(response, received);
  }
}
