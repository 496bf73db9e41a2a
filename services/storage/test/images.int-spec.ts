import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { status } from '@grpc/grpc-js';
import { newId } from '@imageai/api';
import { AppError } from '@imageai/errors';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import type { ImageBackend } from '../src/backend/image-backend.js';
import { account, height, pixels, type StorageUnderTest, startStorage, width } from './storage-under-test.js';

let storage: StorageUnderTest;
/** Runs before bytes are written; a test may look around there, or fail the write. */
let beforePut: (key: string) => Promise<void> = async () => undefined;

beforeAll(async () => {
  storage = await startStorage(
    (files): ImageBackend => ({
      put: async (key, bytes) => {
        await beforePut(key);
        await files.put(key, bytes);
      },
      open: (key) => files.open(key),
      has: (key) => files.has(key),
      remove: (keys) => files.remove(keys),
    }),
  );
}, 60_000);
afterAll(async () => storage.stop());
beforeEach(() => {
  beforePut = async () => undefined;
});

const fileOf = (id: string): string => join(storage.folder, id.slice(-2), `${id}.png`);
const rowOf = (id: string) => storage.database.selectFrom('images').selectAll().where('id', '=', id).executeTakeFirst();

describe('storing an image', () => {
  it('encodes the pixels to a file that row and answer describe', async () => {
    const { image, encodeMs } = await storage.store({ parametersText: 'a lighthouse\nSteps: 4' });
    const file = await readFile(fileOf(image.id));
    expect(image).toMatchObject({ accountId: account, generationId: 'gen_1', format: 'png', width, height });
    expect(image.bytes).toBe(BigInt(file.length));
    expect(image.sha256).toBe(createHash('sha256').update(file).digest('hex'));
    expect(image.createdAt).toEqual(storage.clock.now());
    expect(image.expiresAt).toEqual(new Date(storage.clock.now().getTime() + 30 * 86_400_000));
    expect(encodeMs).toBeGreaterThan(0);
    expect((await sharp(file).raw().toBuffer()).equals(pixels)).toBe(true);
    expect(file.includes('tEXtparameters\0a lighthouse')).toBe(true);
  });

  it('takes pixels in parts of any size up to 1 MiB', async () => {
    const parts = [pixels.subarray(0, 1), pixels.subarray(1, 5000), Buffer.alloc(0), pixels.subarray(5000)];
    const { image } = await storage.store({}, parts);
    expect(
      (
        await sharp(await readFile(fileOf(image.id)))
          .raw()
          .toBuffer()
      ).equals(pixels),
    ).toBe(true);
  });

  it('has no row before its bytes are durable', async () => {
    const seen: unknown[] = [];
    const imageId = newId('img');
    beforePut = async () => void seen.push(await rowOf(imageId));
    await storage.store({ imageId });
    expect(seen).toEqual([undefined]);
    expect(await rowOf(imageId)).toBeDefined();
  });

  it('returns the first image to a second write, whatever that one carries', async () => {
    const { image } = await storage.store();
    storage.clock.advance(5_000);
    const again = await storage.store({ imageId: image.id }, [Buffer.alloc(pixels.length, 1)]);
    expect(again).toEqual({ image, encodeMs: 0 });
    expect(
      createHash('sha256')
        .update(await readFile(fileOf(image.id)))
        .digest('hex'),
    ).toBe(image.sha256);
  });

  it('of one id ten times at once writes one file', async () => {
    const imageId = newId('img');
    let writes = 0;
    beforePut = async () => void writes++;
    const stored = await Promise.all(Array.from({ length: 10 }, () => storage.store({ imageId })));
    expect(writes).toBe(1);
    expect(new Set(stored.map(({ image }) => image.createdAt?.getTime())).size).toBe(1);
  });

  it('writes bytes that were lost again, and keeps the rest of the row', async () => {
    const { image } = await storage.store();
    await rm(fileOf(image.id));
    storage.clock.advance(5_000);
    const again = await storage.store({ imageId: image.id });
    expect(again.image).toEqual(image);
    expect((await readFile(fileOf(image.id))).length).toBe(Number(image.bytes));
  });

  it('goes on where a crash left a file without a row', async () => {
    const imageId = newId('img');
    const { image } = await storage.store({ imageId });
    await storage.database.deleteFrom('images').where('id', '=', imageId).execute();
    expect((await storage.store({ imageId })).image.sha256).toBe(image.sha256);
  });

  it('is unavailable on a full disk, leaves neither row nor file, and works when there is room again', async () => {
    const imageId = newId('img');
    beforePut = async () => {
      throw new AppError('unavailable');
    };
    await expect(storage.store({ imageId })).rejects.toMatchObject({ code: 'unavailable' });
    expect(await rowOf(imageId)).toBeUndefined();
    expect(await readdir(join(storage.folder, '.incoming'))).toEqual([]);
    beforePut = async () => undefined;
    expect((await storage.store({ imageId })).image.id).toBe(imageId);
  });

  it.each([
    ['too few bytes', {}, [pixels.subarray(1)], 'pixels'],
    ['too many bytes', {}, [pixels, Buffer.alloc(1)], 'pixels'],
    ['no bytes', {}, [], 'pixels'],
    ['a part of more than 1 MiB', { width: 1000, height: 1000 }, [Buffer.alloc(3_000_000)], 'pixels'],
    ['an id with a path in it', { imageId: '../../etc/passwd' }, [pixels], 'image_id'],
    ['a foreign kind of id', { imageId: newId('gen') }, [pixels], 'image_id'],
    ['an unknown format', { format: 'gif' }, [pixels], 'format'],
    ['no width', { width: 0 }, [], 'width'],
    ['more pixels than allowed', { width: 4_000_000_000, height: 4_000_000_000 }, [], 'width'],
    ['no retention', { retentionDays: 0 }, [pixels], 'retention_days'],
    ['no account', { accountId: '' }, [pixels], 'account_id'],
  ])('refuses %s', async (_what, header, parts, param) => {
    await expect(storage.store(header, parts)).rejects.toMatchObject({ code: 'parameter_invalid', param });
  });

  it.each(['jpeg', 'webp'])(
    'keeps a %s as closely as it is told, and again when its bytes were lost',
    async (format) => {
      const own = await storage.store({ format });
      const { image } = await storage.store({ format, encoderQuality: 1 });
      expect(image.bytes).toBeLessThan(own.image.bytes);
      await rm(fileOf(image.id).replace(/png$/, format));
      expect((await storage.store({ imageId: image.id, format, encoderQuality: 1 })).image).toEqual(image);
    },
  );

  it('is for inference alone', async () => {
    await expect(storage.store({}, [pixels], storage.gateway)).rejects.toMatchObject({ code: 'insufficient_scope' });
    await expect(
      storage.auth.listImages({ accountId: account, pageSize: 0, pageToken: '', filter: undefined }),
    ).rejects.toMatchObject({
      code: 'insufficient_scope',
    });
  });
});

describe('deleting an image', () => {
  it('removes file and row, leaves a tombstone that refuses a later write, and may be done twice', async () => {
    const { image } = await storage.store();
    await storage.gateway.deleteImage({ accountId: account, imageId: image.id });
    await storage.gateway.deleteImage({ accountId: account, imageId: image.id });
    await expect(readFile(fileOf(image.id))).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await rowOf(image.id)).toMatchObject({ sha256: null, generation_id: null, deleted_at: expect.any(Date) });
    await expect(storage.store({ imageId: image.id })).rejects.toMatchObject({ code: 'conflict' });
    await expect(readFile(fileOf(image.id))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('wins over a write that is under way', async () => {
    const imageId = newId('img');
    beforePut = async () => void (await storage.gateway.deleteImage({ accountId: account, imageId }));
    await expect(storage.store({ imageId })).rejects.toMatchObject({ code: 'conflict' });
    await expect(readFile(fileOf(imageId))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('does nothing to what is not the account’s, and to what is no id', async () => {
    const { image } = await storage.store();
    await storage.gateway.deleteImage({ accountId: 'acct_2', imageId: image.id });
    await storage.gateway.deleteImage({ accountId: account, imageId: '../../etc/passwd' });
    expect((await storage.gateway.getImage({ accountId: account, imageId: image.id })).image).toEqual(image);
  });
});

describe('reading an image', () => {
  const read = async (imageId: string, accountId = account, caller = storage.gateway) => {
    const parts = await caller.readImage({ accountId, imageId }).toArray();
    const [first] = parts;
    const bytes = parts.flatMap(({ part }) => (part?.$case === 'bytes' ? [part.value] : []));
    return { image: first?.part?.$case === 'image' ? first.part.value : undefined, file: Buffer.concat(bytes), parts };
  };

  it('gives what is known of it, then its file in parts', async () => {
    const [width, height] = [1000, 400];
    const noise = randomBytes(width * height * 3);
    const parts = [noise.subarray(0, 2 ** 20), noise.subarray(2 ** 20)];
    const { image } = await storage.store({ width, height }, parts);
    const answer = await read(image.id);
    expect(answer.image).toEqual(image);
    expect(answer.parts.length).toBeGreaterThan(3);
    expect(answer.file.equals(await readFile(fileOf(image.id)))).toBe(true);
  });

  it('is refused as looking it up is: of another account, deleted, expired', async () => {
    const { image } = await storage.store({ retentionDays: 1 });
    await expect(read(image.id, 'acct_2')).rejects.toMatchObject({ code: status.NOT_FOUND });
    const { image: deleted } = await storage.store();
    await storage.gateway.deleteImage({ accountId: account, imageId: deleted.id });
    await expect(read(deleted.id)).rejects.toThrow(/gone/);
    storage.clock.advance(86_400_000);
    await expect(read(image.id)).rejects.toThrow(/gone/);
  });

  it('never gives a part of a file', async () => {
    const { image } = await storage.store();
    await truncate(fileOf(image.id), 10);
    await expect(read(image.id)).rejects.toMatchObject({ code: status.INTERNAL });
  });

  it('is for the gateway and the operator', async () => {
    const { image } = await storage.store();
    await expect(read(image.id, account, storage.auth)).rejects.toMatchObject({ code: status.PERMISSION_DENIED });
  });
});

describe('looking images up', () => {
  it('tells an account of its own images alone, and of deleted and expired ones that they are gone', async () => {
    const { image } = await storage.store({ retentionDays: 1 });
    const imageId = image.id;
    expect((await storage.gateway.getImage({ accountId: account, imageId })).image).toEqual(image);
    const strange = storage.gateway.getImage({ accountId: 'acct_2', imageId });
    await expect(strange).rejects.toMatchObject({ code: 'not_found' });
    const never = storage.gateway.getImage({ accountId: account, imageId: newId('img') });
    await expect(never).rejects.toMatchObject({ code: 'not_found' });
    storage.clock.advance(86_400_000);
    await expect(storage.gateway.getImage({ accountId: account, imageId })).rejects.toMatchObject({
      code: 'image_gone',
    });
  });

  it('is known to metering while it is held and when it was deleted, and what never came is not', async () => {
    const [held, deleted] = [(await storage.store()).image.id, (await storage.store()).image.id];
    await storage.gateway.deleteImage({ accountId: account, imageId: deleted });
    const asked = { imageIds: [held, deleted, newId('img')] };
    expect((await storage.metering.findImages(asked)).imageIds.sort()).toEqual([held, deleted].sort());
    expect(await storage.metering.findImages({ imageIds: [] })).toEqual({ imageIds: [] });
    const many = { imageIds: Array.from({ length: 501 }, () => newId('img')) };
    await expect(storage.metering.findImages(many)).rejects.toMatchObject({ code: 'parameter_invalid' });
    await expect(storage.gateway.findImages(asked)).rejects.toMatchObject({ code: 'insufficient_scope' });
  });

  it('lists newest first, in pages that meet without a gap, also among equal times', async () => {
    const accountId = 'acct_list';
    for (let i = 0; i < 7; i++) {
      await storage.store({ accountId });
      if (i % 3 === 0) storage.clock.advance(1_000);
    }
    const deleted = await storage.store({ accountId });
    await storage.gateway.deleteImage({ accountId, imageId: deleted.image.id });
    const list = (pageSize: number, pageToken = '') =>
      storage.gateway.listImages({ accountId, pageSize, pageToken, filter: undefined });
    const all = (await list(0)).images;
    expect(all).toHaveLength(7);
    const times = all.map(({ createdAt }) => createdAt?.getTime() ?? 0);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    const paged: string[] = [];
    let token = '';
    do {
      const page = await list(2, token);
      paged.push(...page.images.map(({ id }) => id));
      token = page.nextPageToken;
    } while (token !== '');
    expect(paged).toEqual(all.map(({ id }) => id));
    await expect(list(2, 'nonsense')).rejects.toMatchObject({ code: 'parameter_invalid', param: 'page_token' });
  });
});
