import { createHash } from 'node:crypto';
import { createServer } from 'node:net';
import { newId } from '@imageai/api';
import {
  type CreateGenerationRequest,
  DeadLetterServiceClient,
  type Generation,
  GenerationServiceClient,
  Lane,
  ModelServiceClient,
  type Parameters,
  QueueServiceClient,
  WorkerServiceClient,
} from '@imageai/contracts/generation';
import { ImageWork } from '@imageai/contracts/inference';
import { type LaneName, workConsumer, workStream } from '@imageai/contracts/subjects';
import { createDatabase, migrate } from '@imageai/db';
import { Messaging } from '@imageai/messaging';
import { createRpcClient, createRpcServer } from '@imageai/rpc';
import { createLogger } from '@imageai/telemetry';
import { FakeClock, type TestDatabase, type TestNats, testDatabase, testNats } from '@imageai/testing';
import { jest } from '@jest/globals';
import type { JsMsg } from '@nats-io/jetstream';
import { sql } from 'kysely';
import { AppModule, rpcServices } from '../src/app.module.js';
import { type Config, configSchema } from '../src/config.js';
import { migrations } from '../src/db/migrations/index.js';
import { type GenerationSchema, schemaName } from '../src/db/schema.js';
import { Relay } from '../src/outbox/relay.js';
import { Queue } from '../src/queue/queue.js';
import { Background } from '../src/sweeper/background.js';
import { Sweeper } from '../src/sweeper/sweeper.js';
import { WatchService } from '../src/watch/watch.service.js';

// The machine may be busy with other tests.
jest.setTimeout(30_000);

const token = 'a-token-for-all-of-the-tests';
const callers = ['gateway', 'inference', 'metering', 'operator'];
const tokenHashes = Object.fromEntries(
  callers.map((caller) => [caller, createHash('sha256').update(token).digest('hex')]),
);

/** Postgres, NATS and a clock, shared by the replicas of a test. */
export interface Backing {
  readonly postgres: TestDatabase;
  readonly nats: TestNats;
  readonly clock: FakeClock;
  stop(): Promise<void>;
}

export async function startBacking(): Promise<Backing> {
  const [postgres, nats] = await Promise.all([testDatabase(), testNats()]);
  await migrate({ url: postgres.url, schema: schemaName }, migrations);
  return {
    postgres,
    nats,
    clock: new FakeClock(new Date()),
    stop: async () => {
      await Promise.all([postgres.drop(), nats.stop()]);
    },
  };
}

export type Replica = Awaited<ReturnType<typeof startReplica>>;

/** One process of the service, reached by gRPC. Its periodic tasks run only when a test says so. */
export async function startReplica({ postgres, nats, clock }: Backing, settings: Partial<Config> = {}) {
  const config: Config = {
    ...configSchema.parse({
      HEALTH_PORT: 0,
      GRPC_PORT: await freePort(),
      SERVICE_TOKEN: token,
      SERVICE_TOKEN_HASHES: JSON.stringify(tokenHashes),
      POSTGRES_URL: postgres.url,
      NATS_URL: nats.url,
      OUTBOX_GRACE_MS: 0,
      AUTH_ADDRESS: 'localhost:1',
    }),
    ...settings,
  };
  const logger = createLogger('generation', 'silent');
  const database = createDatabase<GenerationSchema>({ url: postgres.url, schema: schemaName });
  const messaging = await Messaging.connect({ url: nats.url, service: 'generation' });
  const app = await createRpcServer(AppModule.register({ config, database, messaging, logger, clock }), {
    host: config.GRPC_HOST,
    port: config.GRPC_PORT,
    services: rpcServices,
    tokenHashes,
    logger,
  });
  await app.listen();
  const background = new Background(app, config, logger);
  const at = (caller: string) => ({ address: `${config.GRPC_HOST}:${config.GRPC_PORT}`, caller, token });
  const generations = createRpcClient(GenerationServiceClient, at('gateway'));
  const finder = createRpcClient(GenerationServiceClient, at('metering'));
  const workers = createRpcClient(WorkerServiceClient, at('inference'));
  const models = createRpcClient(ModelServiceClient, at('inference'));
  const deadLetters = createRpcClient(DeadLetterServiceClient, at('operator'));
  const overview = createRpcClient(QueueServiceClient, at('operator'));
  return {
    app,
    database,
    messaging,
    generations,
    finder,
    workers,
    models,
    deadLetters,
    overview,
    sweeper: app.get(Sweeper),
    relay: app.get(Relay),
    queue: app.get(Queue),
    watching: app.get(WatchService),
    background,
    stop: async () => {
      for (const client of [generations, finder, workers, models, deadLetters, overview]) client.close();
      app.get(WatchService).stop();
      await app.close();
      await background.stop();
      await messaging.close();
      await database.destroy();
    },
  };
}

/** Nothing of an earlier test is left, but the models. */
export async function reset(replicas: readonly Replica[]): Promise<void> {
  for (const replica of replicas) await replica.relay.settle();
  const [first] = replicas;
  if (first === undefined) return;
  await sql`truncate generations, images, accounts, outbox, dead_letters, idempotency_keys`.execute(first.database);
  await first.messaging.manager.streams.purge(workStream);
  for (const replica of replicas) await replica.queue.refresh();
}

export const model = {
  name: 'embedded',
  digest: 'sha256-of-the-weights',
  defaultSteps: 8,
  defaultGuidanceScale: 7.5,
  sizeMultiple: 64,
  maxPixels: 4_194_304n,
  unusableReason: '',
  runtime: 'ort-1.30-cpu',
  licence: 'Apache-2.0',
  source: '',
  pipeline: 'StyledLatentFlowPipeline',
  features: ['text-to-image'],
  registeredAt: undefined,
  systemFingerprint: '',
};

export const register = (replica: Replica, models = [model]) =>
  replica.models.registerModels({ workerId: 'worker-1', models });

type Overrides = Partial<Omit<CreateGenerationRequest, 'parameters'>> & { parameters?: Partial<Parameters> };

export function request({ clock }: Backing, { parameters, ...overrides }: Overrides = {}): CreateGenerationRequest {
  return {
    generationId: newId('gen', clock.now().getTime()),
    accountId: 'acct_a',
    keyId: 'key_a',
    requestId: newId('req'),
    idempotencyKey: '',
    images: 1,
    lane: Lane.LANE_PROFESSIONAL,
    concurrency: 8,
    reservedAt: clock.now(),
    expiresAt: new Date(clock.now().getTime() + 600_000),
    webhook: undefined,
    idempotencyRoute: '',
    ...overrides,
    parameters: {
      prompt: 'a lighthouse on a cliff in a storm',
      negativePrompt: '',
      style: 'painting',
      width: 1024,
      height: 1024,
      seed: 42,
      outputFormat: 'png',
      model: '',
      retentionDays: 30,
      private: false,
      omitParameters: false,
      source: undefined,
      ...parameters,
    },
  };
}

export async function create(replica: Replica, asked: CreateGenerationRequest): Promise<Generation> {
  const { result } = await replica.generations.createGeneration(asked);
  if (result?.$case !== 'generation') throw new Error(`refused: ${result?.value}`);
  return result.value;
}

export interface Delivery {
  readonly work: ImageWork;
  readonly message: JsMsg;
}

/** What a worker would be given next, within the time; undefined when nothing. */
export async function pull(replica: Replica, lane: LaneName = 'professional', ms = 2_000): Promise<Delivery> {
  const delivery = await tryPull(replica, lane, ms);
  if (delivery === undefined) throw new Error('no work message came');
  return delivery;
}

export async function tryPull(replica: Replica, lane: LaneName, ms: number): Promise<Delivery | undefined> {
  const consumer = await replica.messaging.jetStream.consumers.get(workStream, workConsumer(model.name, lane));
  const message = await consumer.next({ expires: Math.max(1_000, ms) });
  return message === null ? undefined : { work: ImageWork.decode(message.data), message };
}

export async function pullMany(replica: Replica, count: number, lane: LaneName = 'professional'): Promise<Delivery[]> {
  const deliveries: Delivery[] = [];
  while (deliveries.length < count) deliveries.push(await pull(replica, lane));
  return deliveries;
}

/** Work messages in the stream. */
export async function inStream(replica: Replica): Promise<number> {
  return (await replica.messaging.manager.streams.info(workStream)).state.messages;
}

export const began = (replica: Replica, { work }: Delivery, workerId = 'worker-1') =>
  replica.workers.reportStarted({ imageId: work.imageId, attempt: work.attempt, workerId });

export async function stored(replica: Replica, { work, message }: Delivery, workerId = 'worker-1'): Promise<boolean> {
  const { imageId, attempt } = work;
  const report = { imageId, attempt, workerId, storedAt: new Date(), engineMs: 100 };
  const { kept } = await replica.workers.reportStored(report);
  message.ack();
  return kept;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
