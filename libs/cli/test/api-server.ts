import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { GenerationResource } from '@imageai/client';

export interface Received {
  readonly call: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Record<string, unknown>;
}
type Answer = (response: ServerResponse, request: Received) => void;

export const json =
  (status: number, body: unknown): Answer =>
  (response) =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

export const refusal = (status: number, code: string, headers: Record<string, string> = {}): Answer => {
  const body = JSON.stringify({ error: { message: `In words: ${code}.`, type: 'a_type', param: 'width', code } });
  return (response) => void response.writeHead(status, headers).end(body);
};

/** Events by name and data; the stream stays open, as the server's own does until the generation ends. */
export const events =
  (...all: readonly (readonly [string, unknown])[]): Answer =>
  (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.flushHeaders();
    for (const [index, [event, data]] of all.entries()) {
      response.write(`event: ${event}\nid: ${index}\ndata: ${JSON.stringify(data)}\n\n`);
    }
  };

/** The smallest beginning of a PNG file, and what makes each different. */
export const png = (mark: string): Buffer => Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.from(mark)]);

/** A server on loopback that answers by method and path; what it does not know is 404. */
export class ApiServer {
  readonly requests: Received[] = [];
  private routes: Readonly<Record<string, Answer>> = {};

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(): Promise<ApiServer> {
    const server = createServer();
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const running = new ApiServer(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    server.on('request', async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const body = JSON.parse(Buffer.concat(chunks).toString() || '{}');
      const received = { call: `${request.method} ${request.url}`, headers: request.headers, body };
      running.requests.push(received);
      (running.routes[received.call] ?? refusal(404, 'not_found'))(response, received);
    });
    return running;
  }

  serve(routes: Readonly<Record<string, Answer>>): void {
    this.routes = routes;
    this.requests.length = 0;
  }

  get calls(): string[] {
    return this.requests.map(({ call }) => call);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  /** A generation as the API shows it, with as many images as asked for, seeds from 7. */
  generation(status: GenerationResource['status'], n = 1, format: 'png' | 'webp' = 'png'): GenerationResource {
    const image = (index: number) => ({
      id: `img_${index}`,
      url: `${this.url}/img_${index}.${format}`,
      width: 512,
      height: 768,
      created_at: '2026-11-22T17:40:11.000Z',
      prompt: 'a lake',
      seed: 7 + index,
    });
    return {
      id: 'gen_1',
      status,
      created_at: '2026-11-22T17:40:10.000Z',
      queue_position: 0,
      started_at: '2026-11-22T17:40:10.500Z',
      finished_at: null,
      expires_at: '2026-11-23T17:40:10.000Z',
      estimated_start_at: null,
      request_id: 'req_1',
      idempotency_key: null,
      parameters: {
        prompt: 'a lake',
        style: 'painting',
        width: 512,
        height: 768,
        seed: 7,
        guidance_scale: 7.5,
        negative_prompt: null,
        n,
        model: 'embedded',
        num_inference_steps: 4,
        output_format: format,
        retention_days: 30,
        private: false,
      },
      system_fingerprint: 'fp_1',
      images: status === 'succeeded' ? Array.from({ length: n }, (_, index) => image(index)) : [],
      failed: [],
      error: null,
      webhook_url: null,
      webhook_events: null,
      status_url: `${this.url}/api/generations/gen_1`,
      cancel_url: `${this.url}/api/generations/gen_1/cancel`,
      events_url: `${this.url}/api/generations/gen_1/events`,
    };
  }
}
