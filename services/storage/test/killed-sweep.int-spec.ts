import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@imageai/api';
import { freePort } from '@imageai/backing-services';
import { createDatabase, migrate } from '@imageai/db';
import { type TestDatabase, testDatabase, waitUntil } from '@imageai/testing';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { migrations } from '../src/db/migrations/index.js';
import { type Database, type Schema, schemaName } from '../src/db/schema.js';
import { imageKey } from '../src/images/image-format.js';
import { account, imageUrlKey } from './storage-under-test.js';

jest.setTimeout(300_000);

const expired = 900;
const kept = 20;
const dayMs = 86_400_000;

let postgres: TestDatabase;
let database: Database;
let folder: string;
let child: ChildProcess | undefined;

beforeAll(async () => {
  postgres = await testDatabase();
  await migrate({ url: postgres.url, schema: schemaName }, migrations);
  database = createDatabase<Schema>({ url: postgres.url, schema: schemaName });
  folder = await mkdtemp(join(tmpdir(), 'killed-sweep-'));
});
afterAll(async () => {
  child?.kill('SIGKILL');
  await database.destroy();
  await postgres.drop();
  await rm(folder, { recursive: true });
});

/** Images as a process before left them; their ids. Where nothing else is said they expired long ago, one after the other. */
async function seed(count: number, expiresAt?: Date): Promise<string[]> {
  const ids = Array.from({ length: count }, () => newId('img'));
  const row = { account_id: account, generation_id: 'gen_1', format: 'png', width: 1, height: 1, bytes: 1 };
  const times = { created_at: new Date(0), deleted_at: null, cleared_at: null };
  await database
    .insertInto('images')
    .values(
      ids.map((id, index) => ({ id, ...row, ...times, sha256: 'x', expires_at: expiresAt ?? new Date(index + 1) })),
    )
    .execute();
  for (const id of ids) {
    const path = join(folder, imageKey(id, 'png'));
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, '!');
  }
  return ids;
}

/** The service as it is deployed, which sweeps at its start and twenty times a second. */
async function start(): Promise<ChildProcess> {
  const env = {
    LOG_LEVEL: 'fatal',
    HEALTH_PORT: String(await freePort()),
    GRPC_PORT: String(await freePort()),
    CDN_HOST: '127.0.0.1',
    CDN_PORT: String(await freePort()),
    SERVICE_TOKEN: 'a-token-of-storage-itself',
    SERVICE_TOKEN_HASHES: '{}',
    POSTGRES_URL: postgres.url,
    NATS_URL: 'nats://127.0.0.1:1',
    AUTH_ADDRESS: '127.0.0.1:1',
    IMAGE_FOLDER: folder,
    IMAGE_URL_KEYS: imageUrlKey,
    SWEEP_INTERVAL_MS: '50',
  };
  child = spawn(process.execPath, ['dist/main.js'], { env, stdio: 'ignore' });
  return child;
}

const idsOfFiles = async (): Promise<string[]> =>
  (await readdir(folder, { recursive: true })).flatMap((name) => /(img_\w+)\.png$/.exec(name)?.[1] ?? []);
const idsOfRows = async (): Promise<string[]> =>
  (await database.selectFrom('images').select('id').where('deleted_at', 'is', null).execute()).map(({ id }) => id);

/** Runs what is given while nobody can change the row of an image: a sweep stands still where it comes to it. */
const whileLocked = (id: string, run: () => Promise<void>): Promise<void> =>
  database.transaction().execute(async (transaction) => {
    await transaction.selectFrom('images').select('id').where('id', '=', id).forUpdate().execute();
    await run();
  });

it('a sweep that is killed between bytes and rows, twice, leaves no file without a row; the next ends with neither, and what has time left stays', async () => {
  const old = await seed(expired);
  const young = (await seed(kept, new Date(Date.now() + dayMs))).sort();
  for (const [held, swept] of [
    [300, 400],
    [700, 800],
  ] as const) {
    await whileLocked(old[held] ?? '', async () => {
      const service = await start();
      const left = [...old.slice(swept), ...young].sort();
      await waitUntil(async () => (await idsOfFiles()).length <= left.length, { what: 'the batch', timeoutMs: 90_000 });
      service.kill('SIGKILL');
      await once(service, 'exit');
      expect((await idsOfFiles()).sort()).toEqual(left);
      const rows = new Set(await idsOfRows());
      expect(left.filter((id) => !rows.has(id))).toEqual([]);
      // The batch whose bytes are gone has its rows still, for the next sweep to find.
      expect(old.slice(swept - 200, swept).filter((id) => !rows.has(id))).toEqual([]);
    });
  }
  await start();
  await waitUntil(async () => (await idsOfRows()).length <= kept, { what: 'the sweep to end', timeoutMs: 90_000 });
  expect((await idsOfFiles()).sort()).toEqual(young);
  expect((await idsOfRows()).sort()).toEqual(young);
});
