import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { newId } from '@imageai/api';
import { GenerationEvent, GenerationStatus, ImageStatus } from '@imageai/contracts/generation';
import { eventSubject } from '@imageai/contracts/subjects';
import { EndpointServiceClient } from '@imageai/contracts/webhooks';
import { Messaging } from '@imageai/messaging';
import { createRpcClient } from '@imageai/rpc';
import { type Result, reported } from './result.js';
import { quantile } from './statistics.js';
import { type BenchStack, withStack } from './with-stack.js';

const accounts = 20;
const burst = 3_000;
const paced = 1_000;
const pacedPerSecond = 100;
const type = 'generation.succeeded';

/** How fast events reach a receiver that answers at once: many together, and how late at a steady hundred a second. */
export const webhookDeliveries = (): Promise<Result[]> =>
  withStack('null engine', async (stack) => {
    const receiver = await Receiver.start();
    const messaging = await Messaging.connect({ url: stack.natsUrl, service: 'bench' });
    const accountIds = Array.from({ length: accounts }, () => newId('acct'));
    await createEndpoints(stack, accountIds, receiver.url);
    const publish = async (index: number): Promise<void> => {
      const event = newEvent(accountIds[index % accounts] ?? '');
      receiver.expect(event.generation?.id ?? '');
      const payload = GenerationEvent.encode(event).finish();
      await messaging.jetStream.publish(eventSubject(type), payload, { msgID: event.id });
    };

    const start = performance.now();
    await Promise.all(Array.from({ length: burst }, (_, index) => publish(index)));
    await receiver.gotAll();
    const seconds = (performance.now() - start) / 1_000;

    receiver.latencies.length = 0;
    const pacedStart = performance.now();
    for (let index = 0; index < paced; index += 1) {
      const waitMs = pacedStart + (index * 1_000) / pacedPerSecond - performance.now();
      if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
      void publish(index);
    }
    await receiver.gotAll();
    await messaging.close();
    await receiver.stop();
    return [
      reported('webhook deliveries, from event to answer', burst / seconds, '/s'),
      reported(`event to delivery at ${pacedPerSecond} /s, median`, quantile(receiver.latencies, 0.5), 'ms'),
      reported(`event to delivery at ${pacedPerSecond} /s, p99`, quantile(receiver.latencies, 0.99), 'ms'),
    ];
  });

/** Answers at once, and notes how long after its publication each event came. */
class Receiver {
  readonly latencies: number[] = [];
  private readonly expected = new Map<string, number>();
  private done = Promise.withResolvers<void>();

  private constructor(private readonly server: Server) {}

  static async start(): Promise<Receiver> {
    const server = createServer();
    const receiver = new Receiver(server);
    server.on('request', async (request, response) => {
      response.end();
      receiver.got(JSON.parse(await text(request)).data.id);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  expect(id: string): void {
    if (this.expected.size === 0) this.done = Promise.withResolvers();
    this.expected.set(id, performance.now());
  }

  gotAll(): Promise<void> {
    return this.done.promise;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private got(id: string): void {
    const since = this.expected.get(id);
    if (since === undefined) return;
    this.expected.delete(id);
    this.latencies.push(performance.now() - since);
    if (this.expected.size === 0) this.done.resolve();
  }
}

async function createEndpoints(stack: BenchStack, accountIds: readonly string[], url: string): Promise<void> {
  const endpoints = createRpcClient(EndpointServiceClient, {
    address: `127.0.0.1:${stack.ports.services.webhooks.grpc}`,
    caller: 'operator',
    token: stack.operatorToken,
  });
  for (const accountId of accountIds) {
    await endpoints.createEndpoint({ accountId, url, eventTypes: [], description: '', endpointId: '' });
  }
  endpoints.close();
}

function newEvent(accountId: string): GenerationEvent {
  const occurredAt = new Date();
  return GenerationEvent.fromPartial({
    id: newId('evt'),
    type,
    occurredAt,
    generation: {
      id: newId('gen'),
      accountId,
      status: GenerationStatus.GENERATION_STATUS_SUCCEEDED,
      parameters: { prompt: 'a lighthouse on a cliff in a storm', width: 1024, height: 1024, outputFormat: 'png' },
      images: [{ id: newId('img'), index: 0, status: ImageStatus.IMAGE_STATUS_STORED, createdAt: occurredAt }],
      createdAt: occurredAt,
    },
  });
}
