import { createHash } from 'node:crypto';
import { newId } from '@imageai/api';
import { freePort } from '@imageai/backing-services';
import {
  type Generation,
  GenerationEvent,
  GenerationStatus,
  ImageStatus,
  type WebhookTarget,
} from '@imageai/contracts/generation';
import { eventSubject } from '@imageai/contracts/subjects';
import {
  DeliveryServiceClient,
  DeliveryStatus,
  type Endpoint,
  EndpointServiceClient,
} from '@imageai/contracts/webhooks';
import { createDatabase, migrate } from '@imageai/db';
import { ImageUrls } from '@imageai/image-urls';
import { createRpcClient, createRpcServer } from '@imageai/rpc';
import { createLogger } from '@imageai/telemetry';
import { FakeClock, type TestDatabase, testDatabase } from '@imageai/testing';
import { jest } from '@jest/globals';
import { AppModule, rpcServices } from '../src/app.module.js';
import type { Clock } from '../src/clock.js';
import { type Config, configSchema } from '../src/config.js';
import { migrations } from '../src/db/migrations/index.js';
import { schemaName, type WebhooksSchema } from '../src/db/schema.js';
import { Dispatcher } from '../src/dispatch/dispatcher.js';
import type { Resolve } from '../src/egress/resolve.js';
import { EventService } from '../src/events/event.service.js';
import { readEvent } from '../src/events/read-event.js';
import { SecretService } from '../src/secrets/secret.service.js';
import { Sender } from '../src/sending/sender.js';
import { RetentionService } from '../src/sweeping/retention.service.js';

// The machine may be busy with other tests.
jest.setTimeout(30_000);

export const token = 'a-token-for-all-of-the-tests';
const callers = ['gateway', 'operator', 'inference'];
export const tokenHashes = Object.fromEntries(
  callers.map((caller) => [caller, createHash('sha256').update(token).digest('hex')]),
);
export const cdnUrl = 'https://cdn.example.com';
export const secretKeys = `one:${'c3'.repeat(32)}`;
export const imageUrlKeys = 'e5'.repeat(32);

/** A database and a clock that the replicas of a test share. */
export interface Backing {
  readonly postgres: TestDatabase;
  readonly clock: FakeClock;
}

export async function startBacking(): Promise<Backing> {
  const postgres = await testDatabase();
  await migrate({ url: postgres.url, schema: schemaName }, migrations);
  return { postgres, clock: new FakeClock(new Date()) };
}

export interface ReplicaOptions extends Partial<Config> {
  readonly clock?: Clock;
  readonly resolve?: Resolve;
}

export type Replica = Awaited<ReturnType<typeof startReplica>>;

/** One process of the service, reached by gRPC. It looks for what is due only when a test says so. */
export async function startReplica(backing: Backing, { clock, resolve, ...settings }: ReplicaOptions = {}) {
  const config: Config = {
    ...configSchema.parse({
      HEALTH_PORT: 0,
      GRPC_PORT: await freePort(),
      SERVICE_TOKEN: token,
      SERVICE_TOKEN_HASHES: JSON.stringify(tokenHashes),
      POSTGRES_URL: backing.postgres.url,
      NATS_URL: 'nats://not-used',
      AUTH_ADDRESS: 'localhost:1',
      CDN_URL: cdnUrl,
      SECRET_KEYS: secretKeys,
      IMAGE_URL_KEYS: imageUrlKeys,
      WEBHOOKS_ALLOWED_RANGES: '127.0.0.0/8',
    }),
    ...settings,
  };
  const urls = new ImageUrls(config);
  const logger = createLogger('webhooks', 'silent');
  const database = createDatabase<WebhooksSchema>({ url: config.POSTGRES_URL, schema: schemaName });
  const module = AppModule.register({
    config,
    database,
    logger,
    clock: clock ?? backing.clock,
    ...(resolve && { resolve }),
  });
  const app = await createRpcServer(module, {
    host: config.GRPC_HOST,
    port: config.GRPC_PORT,
    services: rpcServices,
    tokenHashes,
    logger,
  });
  await app.listen();
  const at = (caller: string) => ({ address: `${config.GRPC_HOST}:${config.GRPC_PORT}`, caller, token });
  const endpoints = createRpcClient(EndpointServiceClient, at('gateway'));
  const deliveries = createRpcClient(DeliveryServiceClient, at('gateway'));
  const strangers = createRpcClient(EndpointServiceClient, at('inference'));
  const dispatcher = app.get(Dispatcher);
  return {
    app,
    config,
    database,
    endpoints,
    deliveries,
    strangers,
    dispatcher,
    events: app.get(EventService),
    secrets: app.get(SecretService),
    retention: app.get(RetentionService),
    /** Takes an event as the feed does. */
    take: async (event: GenerationEvent): Promise<void> => {
      const read = readEvent(GenerationEvent.encode(event).finish(), eventSubject(event.type), urls);
      if (read !== undefined) await app.get(EventService).handle(read);
    },
    /** Makes every try that is due now, and waits for what comes of it. */
    deliverDue: async (): Promise<void> => {
      dispatcher.look();
      await dispatcher.settled();
    },
    stop: async (): Promise<void> => {
      for (const client of [endpoints, deliveries, strangers]) client.close();
      await app.close();
      await dispatcher.stop();
      await app.get(Sender).close();
      await database.destroy();
    },
  };
}

export async function createEndpoint(
  { endpoints }: Replica,
  accountId: string,
  url: string,
  eventTypes: string[] = [],
): Promise<{ endpoint: Endpoint; secret: string }> {
  const request = { accountId, url, eventTypes, description: '', endpointId: '' };
  const { endpoint, secret } = await endpoints.createEndpoint(request);
  if (endpoint === undefined) throw new Error('no endpoint');
  return { endpoint, secret };
}

interface EventOptions {
  readonly accountId: string;
  readonly type?: string;
  readonly webhook?: WebhookTarget;
  readonly prompt?: string;
  readonly occurredAt?: Date;
}

const statuses: Readonly<Record<string, GenerationStatus>> = {
  'generation.running': GenerationStatus.GENERATION_STATUS_RUNNING,
  'generation.succeeded': GenerationStatus.GENERATION_STATUS_SUCCEEDED,
  'generation.failed': GenerationStatus.GENERATION_STATUS_FAILED,
};

export function generationEvent(options: EventOptions): GenerationEvent {
  const { accountId, type = 'generation.succeeded', webhook, prompt = 'a lake', occurredAt = new Date() } = options;
  const generation: Partial<Generation> = {
    id: newId('gen'),
    accountId,
    status: statuses[type],
    parameters: {
      prompt,
      negativePrompt: '',
      style: 'painting',
      width: 512,
      height: 512,
      seed: 1,
      outputFormat: 'png',
      model: '',
      retentionDays: 30,
      private: false,
      omitParameters: false,
      source: undefined,
    },
    images: [
      {
        id: newId('img'),
        index: 0,
        seed: 1,
        status: ImageStatus.IMAGE_STATUS_STORED,
        createdAt: occurredAt,
        errorCode: '',
      },
    ],
    createdAt: occurredAt,
    webhook,
  };
  return GenerationEvent.fromPartial({ id: newId('evt'), type, occurredAt, generation });
}

/** All deliveries of an account, the oldest first. */
export async function deliveriesOf({ deliveries }: Replica, accountId: string) {
  const all = {
    accountId,
    endpointId: '',
    pageSize: 100,
    pageToken: '',
    status: DeliveryStatus.DELIVERY_STATUS_UNSPECIFIED,
    eventType: '',
  };
  const response = await deliveries.listDeliveries(all);
  return response.deliveries.reverse();
}
