import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export const commit = 'c0ffee'.padEnd(40, '0');
/** Files from so many bytes on are large ones: named by their sha256, and sent by another path. */
const largeFrom = 1_000;

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const gitBlob = (bytes: Buffer) => createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');

type Fault = (response: ServerResponse, request: IncomingMessage) => boolean;

/** A hub on loopback with one repository, which goes wrong in the ways that a test says. */
export class HubServer {
  files: Readonly<Record<string, Buffer>> = {};
  licence: string | undefined = 'openrail';
  /** Without it everything is 401. */
  token: string | undefined;
  ignoresRanges = false;
  /** Bytes that the client says it has read, in all; what is cut waits for them. */
  taken = 0;
  /** "GET /path" and the range, where one was asked for. */
  readonly calls: string[] = [];
  readonly tokensAtStore: (string | undefined)[] = [];
  private faults: { readonly path: string; readonly fault: Fault }[] = [];

  private constructor(
    private readonly servers: readonly Server[],
    readonly url: string,
    private readonly storeUrl: string,
  ) {}

  static async start(): Promise<HubServer> {
    const servers = [createServer(), createServer()];
    const urls = await Promise.all(
      servers.map(async (server) => {
        await once(server.listen(0, '127.0.0.1'), 'listening');
        return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      }),
    );
    const hub = new HubServer(servers, urls[0] ?? '', urls[1] ?? '');
    servers[0]?.on('request', (request, response) => hub.answer(request, response));
    servers[1]?.on('request', (request, response) => {
      hub.tokensAtStore.push(request.headers.authorization);
      hub.send(decodeURIComponent(request.url?.slice(1) ?? ''), request, response);
    });
    return hub;
  }

  serve(files: Readonly<Record<string, Buffer | string>>): void {
    this.files = Object.fromEntries(Object.entries(files).map(([path, content]) => [path, Buffer.from(content)]));
    this.licence = 'openrail';
    this.token = undefined;
    this.ignoresRanges = false;
    this.faults = [];
    this.calls.length = 0;
    this.tokensAtStore.length = 0;
  }

  /** The next answer with this file ends so many bytes after its begin, as does each repetition. */
  cut(path: string, after: number, times = 1): void {
    this.fail(path, times, (response, request) => {
      const { bytes, start } = this.rangeOf(path, request);
      this.head(response, bytes, start);
      response.write(bytes.subarray(start, start + after));
      const wanted = this.taken + Math.min(after, bytes.length - start);
      // What the client has not read of a connection that breaks is lost to it.
      const cutting = setInterval(() => this.taken >= wanted && response.destroy(), 2);
      response.once('close', () => clearInterval(cutting));
      return true;
    });
  }

  /** The next answer with this file has other bytes of the same number. */
  garble(path: string): void {
    this.fail(path, 1, (response) => {
      const bytes = Buffer.from(this.files[path] ?? '');
      bytes[0] = (bytes[0] ?? 0) ^ 0xff;
      this.head(response, bytes, 0);
      response.end(bytes);
      return true;
    });
  }

  refuse(path: string, status: number, times = 1): void {
    this.fail(path, times, (response) => {
      response.writeHead(status).end();
      return true;
    });
  }

  async stop(): Promise<void> {
    for (const server of this.servers) {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    }
  }

  private fail(path: string, times: number, fault: Fault): void {
    for (let time = 0; time < times; time += 1) this.faults.push({ path, fault });
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(request.url ?? '', this.url);
    if (this.token !== undefined && request.headers.authorization !== `Bearer ${this.token}`) {
      response.writeHead(401).end();
      return;
    }
    const of = '/api/models/owner/model';
    if (pathname === `${of}/revision/main`) {
      if (this.takeFault('revision')?.(response, request)) return;
      json(response, { sha: commit, cardData: { license: this.licence } });
    } else if (pathname === `${of}/tree/${commit}`) {
      this.tree(response, Number(searchParams.get('cursor') ?? 0));
    } else {
      this.resolve(pathname, request, response);
    }
  }

  private resolve(pathname: string, request: IncomingMessage, response: ServerResponse): void {
    const prefix = `/owner/model/resolve/${commit}/`;
    const path = decodeURIComponent(pathname.slice(prefix.length));
    const bytes = pathname.startsWith(prefix) ? this.files[path] : undefined;
    if (bytes === undefined) response.writeHead(404).end();
    else if (bytes.length < largeFrom) this.send(path, request, response);
    else response.writeHead(302, { location: `${this.storeUrl}/${encodeURIComponent(path)}` }).end();
  }

  /** Five a page; the next page's address is the one of the hub that this one mirrors. */
  private tree(response: ServerResponse, from: number): void {
    const entries = Object.entries(this.files).map(([path, bytes]) => {
      const entry = { type: 'file', path, oid: gitBlob(bytes), size: bytes.length };
      return bytes.length < largeFrom ? entry : { ...entry, lfs: { oid: sha256(bytes), size: bytes.length } };
    });
    const all = [{ type: 'directory', path: 'unet', oid: '0', size: 0 }, ...entries];
    const next = from + 5 < all.length && `<https://hub.example/api?recursive=true&cursor=${from + 5}>; rel="next"`;
    json(response, all.slice(from, from + 5), next ? { link: next } : {});
  }

  private send(path: string, request: IncomingMessage, response: ServerResponse): void {
    this.calls.push([path, request.headers.range].filter(Boolean).join(' '));
    if (this.takeFault(path)?.(response, request)) return;
    const { bytes, start } = this.rangeOf(path, request);
    this.head(response, bytes, start);
    response.end(bytes.subarray(start));
  }

  private head(response: ServerResponse, bytes: Buffer, start: number): void {
    const range = start > 0 && { 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` };
    response.writeHead(range ? 206 : 200, { 'content-length': bytes.length - start, ...range });
  }

  private rangeOf(path: string, request: IncomingMessage): { bytes: Buffer; start: number } {
    const [, start] = /^bytes=(\d+)-$/.exec(request.headers.range ?? '') ?? [];
    return { bytes: this.files[path] ?? Buffer.alloc(0), start: this.ignoresRanges ? 0 : Number(start ?? 0) };
  }

  private takeFault(path: string): Fault | undefined {
    const index = this.faults.findIndex((one) => one.path === path);
    return index < 0 ? undefined : this.faults.splice(index, 1)[0]?.fault;
  }
}

function json(response: ServerResponse, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}
