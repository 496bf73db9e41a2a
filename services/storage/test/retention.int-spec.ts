import { access, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { newId } from '@imageai/api';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { account, type StorageUnderTest, startStorage } from './storage-under-test.js';

let storage: StorageUnderTest;
let beforeRemove: (key: string) => Promise<void> = async () => undefined;

beforeEach(async () => {
  beforeRemove = async () => undefined;
  storage = await startStorage((files) => ({
    put: (key, bytes) => files.put(key, bytes),
    open: (key) => files.open(key),
    has: (key) => files.has(key),
    remove: async (keys) => {
      for (const key of keys) await beforeRemove(key);
      await files.remove(keys);
    },
  }));
});
afterEach(async () => storage.stop());

const dayMs = 86_400_000;
const rowOf = (id: string) => storage.database.selectFrom('images').selectAll().where('id', '=', id).executeTakeFirst();
const hasFile = (id: string) =>
  access(join(storage.folder, id.slice(-2), `${id}.png`)).then(
    () => true,
    () => false,
  );
const statusOf = async (id: string) => (await fetch(`${storage.cdn}/${id}.png`)).status;

it('removes file and row of what is expired, and nothing else; the address says that it is gone', async () => {
  const { image: old } = await storage.store({ retentionDays: 1 });
  const { image: young } = await storage.store({ retentionDays: 2 });
  storage.clock.advance(dayMs);
  await storage.sweep();
  expect(await hasFile(old.id)).toBe(false);
  expect(await rowOf(old.id)).toMatchObject({ sha256: null, expires_at: null, cleared_at: expect.any(Date) });
  expect(await statusOf(old.id)).toBe(410);
  expect(await hasFile(young.id)).toBe(true);
  expect(await statusOf(young.id)).toBe(200);
});

it('that is cut short is ended by the next, whatever it had done', async () => {
  const ids: string[] = [];
  for (let i = 0; i < 6; i++) ids.push((await storage.store({ retentionDays: 1 })).image.id);
  storage.clock.advance(dayMs);
  const broken = new Set(ids.slice(3));
  beforeRemove = async (key) => {
    if ([...broken].some((id) => key.includes(id))) throw new Error('the disk is away');
  };
  await storage.sweep();
  expect(await Promise.all(ids.map(hasFile))).toEqual([false, false, false, true, true, true]);
  // A row is there as long as its file may be.
  expect(await Promise.all(ids.map(async (id) => (await rowOf(id))?.deleted_at === null))).toEqual(
    ids.map((id) => broken.has(id)),
  );
  beforeRemove = async () => undefined;
  await storage.sweep();
  expect(await Promise.all(ids.map(hasFile))).toEqual(ids.map(() => false));
  const left = await readdir(storage.folder, { recursive: true });
  expect(left.filter((name) => name.endsWith('.png'))).toEqual([]);
});

it('ends a deletion that was cut short between tombstone and bytes', async () => {
  const { image } = await storage.store();
  beforeRemove = () => Promise.reject(new Error('killed'));
  await expect(storage.gateway.deleteImage({ accountId: account, imageId: image.id })).rejects.toThrow();
  expect(await statusOf(image.id)).toBe(410);
  expect(await hasFile(image.id)).toBe(true);
  beforeRemove = async () => undefined;
  await storage.sweep();
  expect(await hasFile(image.id)).toBe(true);
  storage.clock.advance(61_000);
  await storage.sweep();
  expect(await hasFile(image.id)).toBe(false);
  expect((await rowOf(image.id))?.cleared_at).toEqual(storage.clock.now());
});

it('works through any number in batches, and ends between two of them when told to', async () => {
  const created_at = storage.clock.now();
  const whole = {
    account_id: account,
    generation_id: 'gen_1',
    format: 'png',
    width: 1,
    height: 1,
    bytes: 1,
    sha256: 'x',
  };
  const rows = Array.from({ length: 450 }, () => ({
    ...whole,
    id: newId('img'),
    created_at,
    expires_at: created_at,
    deleted_at: null,
    cleared_at: null,
  }));
  await storage.database.insertInto('images').values(rows).execute();
  const left = async () => {
    const query = storage.database.selectFrom('images').select(({ fn }) => fn.countAll<string>().as('n'));
    return Number((await query.where('deleted_at', 'is', null).executeTakeFirstOrThrow()).n);
  };
  beforeRemove = async () => storage.stopSweeping();
  await storage.sweep();
  expect(await left()).toBe(250);
});
