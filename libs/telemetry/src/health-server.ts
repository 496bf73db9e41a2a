import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { metrics } from './metrics.js';

/** What a service needs to do its work; true when it can be reached. */
export type ReadinessChecks = Readonly<Record<string, () => Promise<boolean> | boolean>>;

export interface HealthServerOptions {
  readonly host: string;
  readonly port: number;
  readonly checks: ReadinessChecks;
}

/** /livez (the process answers), /readyz (all it needs is reachable and it is not draining) and /metrics, on a port of their own. */
export class HealthServer {
  private draining = false;

  private constructor(
    private readonly server: Server,
    private readonly checks: ReadinessChecks,
  ) {}

  static async start({ host, port, checks }: HealthServerOptions): Promise<HealthServer> {
    const server = createServer();
    const health = new HealthServer(server, checks);
    server.on('request', async (request, response) => {
      const [status, type, body] = await health.answer(request.url ?? '/');
      response.writeHead(status, { 'content-type': type }).end(body);
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(port, host, resolve);
    });
    return health;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** From now on /readyz answers 503, so that no new work is sent here. */
  drain(): void {
    this.draining = true;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Each check's result by name, and whether all of them and the process itself are ready. */
  async readiness(): Promise<{ ready: boolean; checks: Record<string, boolean> }> {
    const results = await Promise.all(
      Object.entries(this.checks).map(async ([name, check]) => [name, await isTrue(check)] as const),
    );
    return { ready: !this.draining && results.every(([, ok]) => ok), checks: Object.fromEntries(results) };
  }

  private async answer(path: string): Promise<[number, string, string]> {
    const json = 'application/json';
    if (path === '/livez') return [200, json, '{"status":"ok"}'];
    if (path === '/metrics') return [200, metrics.contentType, await metrics.metrics()];
    if (path !== '/readyz') return [404, json, '{"status":"not found"}'];
    const { ready, checks } = await this.readiness();
    return [ready ? 200 : 503, json, JSON.stringify({ status: ready ? 'ok' : 'unavailable', checks })];
  }
}

async function isTrue(check: () => Promise<boolean> | boolean): Promise<boolean> {
  try {
    return await check();
  } catch {
    return false;
  }
}
