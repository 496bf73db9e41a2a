import { readdir } from 'node:fs/promises';
import { newId } from '@imageai/api';
import { waitUntil } from '@imageai/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ImageBackend } from '../src/backend/image-backend.js';
import { halves, inputsOf } from './inputs-under-test.js';
import { account, type StorageUnderTest, startStorage } from './storage-under-test.js';

let storage: StorageUnderTest;
let accountId: string;
/** Files that cannot be removed now. */
let stuck = false;
/** What happens before a file is written. */
let beforePut: () => Promise<unknown> = async () => undefined;

beforeAll(async () => {
  storage = await startStorage(
    (files): ImageBackend => ({
      put: async (key, bytes) => {
        await beforePut();
        await files.put(key, bytes);
      },
      open: (key) => files.open(key),
      has: (key) => files.has(key),
      remove: async (keys) => {
        if (stuck) throw new Error('the disk is away');
        await files.remove(keys);
      },
    }),
  );
}, 60_000);
afterAll(() => storage.stop());
beforeEach(() => {
  accountId = newId('acct');
  stuck = false;
  beforePut = async () => undefined;
});

const files = async () => (await readdir(storage.folder, { recursive: true })).filter((name) => /img_\w+\./.test(name));
const filesOf = async (ids: readonly string[]) =>
  (await files()).filter((name) => ids.some((id) => name.includes(id))).length;
const pixelsOf = async (inputId: string) =>
  (await readdir(storage.folder, { recursive: true })).filter((name) => name.includes(inputId)).length;
const store = async (count: number, owner = accountId) => {
  const ids: string[] = [];
  for (let made = 0; made < count; made++) ids.push((await storage.store({ accountId: owner })).image.id);
  return ids;
};
const list = async (owner = accountId) =>
  (await storage.gateway.listImages({ accountId: owner, pageSize: 0, pageToken: '', filter: undefined })).images;

describe('a deleted account', () => {
  it('has no image, no file and no row that says more than that one was there; it is counted', async () => {
    const ids = await store(5);
    const others = await store(2, account);
    await storage.removals.request(accountId);
    expect(await storage.remove(accountId)).toBe(true);
    expect(await list()).toEqual([]);
    expect([await filesOf(ids), await filesOf(others)]).toEqual([0, 2]);
    for (const id of ids) expect((await fetch(`${storage.cdn}/${id}.png`)).status).toBe(410);
    const rows = await storage.database.selectFrom('images').selectAll().where('account_id', '=', accountId).execute();
    for (const row of rows) {
      const { id, account_id, deleted_at, cleared_at, private: _, ...rest } = row;
      expect(Object.values(rest).filter((value) => value !== null)).toEqual([]);
    }
    expect(await storage.removals.removed(accountId)).toEqual({ images: '5' });
    expect(await list(account)).toHaveLength(2);
  });

  it('is given no new image, and what its workers bring too late leaves no file', async () => {
    await storage.removals.request(accountId);
    const before = (await files()).length;
    await expect(storage.store({ accountId })).rejects.toMatchObject({ code: 'conflict' });
    expect((await files()).length).toBe(before);
  });

  it('whose files cannot be removed is hidden at once, and removed and counted when they can', async () => {
    const ids = await store(3);
    await storage.removals.request(accountId);
    stuck = true;
    await expect(storage.remove(accountId)).rejects.toThrow('the disk is away');
    expect((await fetch(`${storage.cdn}/${ids[0]}.png`)).status).toBe(410);
    expect(await filesOf(ids)).toBe(3);
    stuck = false;
    expect(await storage.remove(accountId)).toBe(true);
    expect(await filesOf(ids)).toBe(0);
    for (let times = 0; times < 2; times++) await storage.remove(accountId);
    expect(await storage.removals.removed(accountId)).toEqual({ images: '3' });
  });

  it('whose images had renditions loses those too, and is looked at once more for one that was under way', async () => {
    const [id = ''] = await store(1);
    expect((await fetch(`${storage.cdn}/${id}.webp?w=64`)).status).toBe(200);
    await storage.removals.request(accountId);
    expect(await storage.remove(accountId)).toBe(false);
    expect(await filesOf([id])).toBe(0);
    storage.clock.advance(60_001);
    expect(await storage.remove(accountId)).toBe(true);
    const left = await storage.database.selectFrom('renditions').selectAll().where('image_id', '=', id).execute();
    expect([left, await storage.removals.removed(accountId)]).toEqual([[], { images: '1' }]);
  });

  it('loses the pictures that its images begin with, and they are counted; another account keeps its own', async () => {
    const inputs = inputsOf(storage);
    const picture = await (await halves('red', 'blue')).png().toBuffer();
    const doomed = [await inputs.kept(picture, { accountId }), await inputs.kept(picture, { accountId })];
    const neighbour = newId('acct');
    const other = await inputs.kept(picture, { accountId: neighbour });
    await storage.removals.request(accountId);
    expect(await storage.remove(accountId)).toBe(true);
    for (const { id } of doomed) {
      await expect(inputs.read(id, accountId)).rejects.toMatchObject({ code: 'not_found' });
      expect(await pixelsOf(id)).toBe(0);
    }
    expect((await inputs.read(other.id, neighbour)).pixels).toHaveLength(32 * 32 * 3);
    const rows = await storage.database.selectFrom('inputs').select('id').where('account_id', '=', accountId).execute();
    expect([rows, await storage.removals.removed(accountId)]).toEqual([[], { inputs: '2' }]);
    inputs.close();
  });

  it('that is removed while a picture of it is written is left no pixels', async () => {
    const inputs = inputsOf(storage);
    const inputId = newId('inp');
    await storage.removals.request(accountId);
    beforePut = () => storage.remove(accountId);
    const picture = await (await halves('red', 'blue')).png().toBuffer();
    await expect(inputs.store(picture, { accountId, inputId })).rejects.toMatchObject({ code: 'conflict' });
    expect(await pixelsOf(inputId)).toBe(0);
    expect(await storage.removals.removed(accountId)).toEqual({ inputs: '1' });
    inputs.close();
  });

  it('is asked about until it is confirmed, and proves itself only after the time of what was under way', async () => {
    await storage.removals.request(accountId);
    const mine = async (settledMs: number) =>
      (await storage.removals.unconfirmed(settledMs, 100)).find((one) => one.accountId === accountId);
    expect(await mine(60_000)).toEqual({ accountId, settled: false });
    await waitUntil(async () => (await mine(1))?.settled === true, { what: 'the time to pass' });
    await storage.removals.noteConfirmation(accountId);
    expect(await mine(1)).toBeUndefined();
    await storage.removals.request(accountId);
    expect(await mine(1)).toBeDefined();
  });
});
