import { createHash } from 'node:crypto';
import { createServer } from 'node:net';
import { createRpcServer } from '@imageai/rpc';
import { createLogger } from '@imageai/telemetry';
import type { DynamicModule, INestMicroservice, Type } from '@nestjs/common';

export const token = 'the-gateway-token-of-the-tests';
export const operatorToken = 'the-operator-token-of-the-tests';
/** What a controller of a fake asks for its fake by. */
export const FAKE = Symbol('fake');

/** A gRPC server with one fake behind it, which can go away and come back at the same address. */
export class FakeServer<Fake> {
  private app: INestMicroservice | undefined;

  private constructor(
    readonly fake: Fake,
    private readonly port: number,
    private readonly controllers: readonly Type[],
    private readonly services: Parameters<typeof createRpcServer>[1]['services'],
  ) {}

  static async start<Fake>(fake: Fake, controllers: Type | readonly Type[], services: FakeServer<Fake>['services']) {
    const server = new FakeServer(fake, await freePort(), [controllers].flat(), services);
    await server.up();
    return server;
  }

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  async up(): Promise<void> {
    if (this.app !== undefined) return;
    class FakeModule {}
    const module: DynamicModule = {
      module: FakeModule,
      controllers: [...this.controllers],
      providers: [{ provide: FAKE, useValue: this.fake }],
    };
    this.app = await createRpcServer(module, {
      host: '127.0.0.1',
      port: this.port,
      services: this.services,
      tokenHashes: { gateway: sha256(token), operator: sha256(operatorToken) },
      logger: createLogger('fake', 'silent'),
    });
    await this.app.listen();
  }

  async down(): Promise<void> {
    await this.app?.close();
    this.app = undefined;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
