import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@imageai/api';
import { freePort } from '@imageai/backing-services';
import { ImageServiceClient, type StoreImageHeader } from '@imageai/contracts/storage';
import { createDatabase, migrate } from '@imageai/db';
import { imageUrlKeys } from '@imageai/image-urls';
import { createRpcClient, createRpcServer } from '@imageai/rpc';
import { createLogger } from '@imageai/telemetry';
import { FakeClock, testDatabase } from '@imageai/testing';
import { jest } from '@jest/globals';
import { type AppDependencies, AppModule, rpcServices } from '../src/app.module.js';
import { FolderBackend } from '../src/backend/folder-backend.js';
import type { ImageBackend, OpenedBackend } from '../src/backend/image-backend.js';
import { CdnServer } from '../src/cdn/cdn-server.js';
import { migrations } from '../src/db/migrations/index.js';
import type { Schema } from '../src/db/schema.js';
import { schemaName } from '../src/db/schema.js';
import { InputsService } from '../src/inputs/inputs.service.js';
import { MovingService } from '../src/moving/moving.service.js';
import { AccountImages } from '../src/removal/account-images.service.js';
import { RemovalRepository } from '../src/removal/removal.repository.js';
import { RetentionService } from '../src/retention/retention.service.js';

export const width = 64;
export const height = 48;
export const pixels = Buffer.alloc(width * height * 3, 'a picture');
export const account = 'acct_1';
export const imageUrlKey = 'a1'.repeat(32);

const token = 'a-token-of-whoever-calls';
const hash = createHash('sha256').update(token).digest('hex');
const logger = createLogger('test', 'silent');
// Generous: the machine may be busy with other things.
jest.setTimeout(30_000);

/** The whole service on a folder, a database and ports of its own. `around` lets a test stand between it and its files. */
export async function startStorage(
  around: (folder: OpenedBackend) => ImageBackend = (files) => files,
  settings: Partial<AppDependencies['config']> = {},
) {
  const folder = await mkdtemp(join(tmpdir(), 'storage-'));
  const postgres = await testDatabase();
  await migrate({ url: postgres.url, schema: schemaName }, migrations);
  const database = createDatabase<Schema>({ url: postgres.url, schema: schemaName });
  const files = await FolderBackend.open(folder, logger);
  const clock = new FakeClock();
  const config: AppDependencies['config'] = {
    IMAGE_URL_KEYS: imageUrlKeys.parse(imageUrlKey),
    MAX_IMAGE_PIXELS: 1_000_000,
    RENDITION_CONCURRENCY: 1,
    RENDITION_QUEUE: 2,
    ...settings,
  };
  const port = await freePort();
  const app = await createRpcServer(AppModule.register({ config, logger, database, backend: around(files), clock }), {
    host: '127.0.0.1',
    port,
    services: rpcServices,
    tokenHashes: { inference: hash, gateway: hash, auth: hash, metering: hash },
    logger,
  });
  await app.listen();
  const cdn = app.get(CdnServer);
  await cdn.listen('127.0.0.1', 0);
  const address = `127.0.0.1:${port}`;
  const client = (caller: string) => createRpcClient(ImageServiceClient, { address, caller, token });
  const inference = client('inference');
  const gateway = client('gateway');
  const auth = client('auth');
  const metering = client('metering');

  return {
    folder,
    address,
    token,
    clock,
    database,
    gateway,
    auth,
    metering,
    cdn: `http://127.0.0.1:${cdn.port}`,
    port: cdn.port,
    /** What a process does from time to time. */
    sweep: () => app.get(RetentionService).sweep(),
    inputs: app.get(InputsService),
    sweepInputs: () => app.get(InputsService).sweep(),
    move: () => app.get(MovingService).move(),
    removals: app.get(RemovalRepository),
    remove: (accountId: string) => app.get(AccountImages).remove(accountId),
    stopSweeping: () => app.get(RetentionService).stop(),
    /** Uploads as a worker does; `parts` are the messages after the header. */
    async store(header: Partial<StoreImageHeader> = {}, parts: Uint8Array[] = [pixels], caller = inference) {
      const { stream, response } = caller.storeImage();
      const value = {
        imageId: newId('img'),
        accountId: account,
        generationId: 'gen_1',
        width,
        height,
        format: 'png',
        retentionDays: 30,
        parametersText: '',
        encoderQuality: undefined,
        private: false,
        prompt: '',
        style: '',
        model: '',
        ...header,
      };
      stream.on('error', () => undefined);
      stream.write({ part: { $case: 'header', value } });
      for (const part of parts) stream.write({ part: { $case: 'pixels', value: part } });
      stream.end();
      const { image, encodeMs } = await response;
      if (image === undefined) throw new Error('no image in the answer');
      return { image, encodeMs };
    },
    async stop() {
      for (const each of [inference, gateway, auth, metering]) each.close();
      await Promise.all([app.close(), cdn.close()]);
      files.close();
      await database.destroy();
      await postgres.drop();
      await rm(folder, { recursive: true });
    },
  };
}

export type StorageUnderTest = Awaited<ReturnType<typeof startStorage>>;
