import { createHash } from 'node:crypto';
import { readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@imageai/errors';
import { waitUntil } from '@imageai/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { imageFormats } from '../src/images/image-format.js';
import { renditionWidths } from '../src/renditions/rendition-name.js';
import { account, type StorageUnderTest, startStorage } from './storage-under-test.js';

const [width, height] = [400, 200];
const pixels = Buffer.from(Array.from({ length: width * height * 3 }, (_, i) => (i * 7 + Math.floor(i / 1200)) % 256));

let storage: StorageUnderTest;
const puts: string[] = [];
/** Runs before bytes are written; a test may hold the write up, or fail it. */
let beforePut: (key: string) => Promise<void> = async () => undefined;

beforeAll(async () => {
  storage = await startStorage((files) => ({
    put: async (key, bytes) => {
      puts.push(key);
      await beforePut(key);
      await files.put(key, bytes);
    },
    open: (key) => files.open(key),
    has: (key) => files.has(key),
    remove: (keys) => files.remove(keys),
  }));
}, 60_000);
afterAll(async () => storage.stop());
beforeEach(() => {
  beforePut = async () => undefined;
});

const store = async (header = {}) => (await storage.store({ width, height, ...header }, [pixels])).image;
const get = (path: string, headers: Record<string, string> = {}) => fetch(`${storage.cdn}/${path}`, { headers });
const bytesOf = async (answer: Response) => Buffer.from(await answer.arrayBuffer());
const filesOf = async (id: string) =>
  (await readdir(join(storage.folder, id.slice(-2))).catch(() => [])).filter((name) => name.startsWith(id)).sort();
const errorOf = async (answer: Response) => ({
  status: answer.status,
  cached: answer.headers.get('cache-control'),
  ...((await answer.json()) as { error: { code: string; param: string | null; message: string } }).error,
});
const clearedAt = async (id: string) =>
  (await storage.database.selectFrom('images').select('cleared_at').where('id', '=', id).executeTakeFirst())
    ?.cleared_at;
const remove = (imageId: string) => storage.gateway.deleteImage({ accountId: account, imageId });

describe('a rendition', () => {
  it('is the image made smaller, with its proportions, and the headers of a file of its own', async () => {
    const image = await store();
    const answer = await get(`${image.id}.png?w=128`);
    const file = await bytesOf(answer);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      etag: `"${createHash('sha256').update(file).digest('hex')}"`,
      'cache-control': 'public, max-age=300',
      'content-type': 'image/png',
      'content-length': String(file.length),
    });
    expect(await sharp(file).metadata()).toMatchObject({ format: 'png', width: 128, height: 64 });
    const etag = answer.headers.get('etag') ?? '';
    expect((await get(`${image.id}.png?w=128`, { 'if-none-match': etag })).status).toBe(304);
    const part = await get(`${image.id}.png?w=128`, { range: 'bytes=5-9', 'if-range': etag });
    expect([part.status, await bytesOf(part)]).toEqual([206, file.subarray(5, 10)]);
  });

  it.each(imageFormats)('has the format of its name, whatever that of the image is (%s)', async (format) => {
    const image = await store();
    const answer = await get(`${image.id}.${format}?w=64`);
    expect(answer.headers.get('content-type')).toBe(`image/${format}`);
    const metadata = await sharp(await bytesOf(answer)).metadata();
    expect(metadata).toMatchObject({ format: format === 'avif' ? 'heif' : format, width: 64, height: 32 });
    expect(String(metadata.xmp)).toContain('trainedAlgorithmicMedia');
  });

  it('holds no parameters: they would remake another picture', async () => {
    const image = await store({ parametersText: 'a lighthouse' });
    expect((await bytesOf(await get(`${image.id}.png`))).includes('a lighthouse')).toBe(true);
    expect((await bytesOf(await get(`${image.id}.png?w=64`))).includes('a lighthouse')).toBe(false);
  });

  it('is never larger than the image: it is the file itself, or one of its width in another format', async () => {
    const image = await store();
    expect((await get(`${image.id}.png?w=1536`)).headers.get('etag')).toBe(`"${image.sha256}"`);
    const webp = await sharp(await bytesOf(await get(`${image.id}.webp?w=1536`))).metadata();
    expect([webp.width, webp.height]).toEqual([width, height]);
    expect((await get(`${image.id}.webp?w=512`)).headers.get('etag')).toBe(
      (await get(`${image.id}.webp?w=1536`)).headers.get('etag'),
    );
  });

  it.each(['0', '65', '-64', '64.0', '064', '', 'wide', '99999999', '64&w=128'])(
    'has a width of the ladder, or is a 400 that names it and makes nothing (w=%s)',
    async (w) => {
      const image = await store();
      expect(await errorOf(await get(`${image.id}.png?w=${w}`))).toMatchObject({
        status: 400,
        cached: 'no-store',
        code: 'parameter_invalid',
        param: 'w',
        message: 'Invalid parameter: w must be one of 64, 128, 256, 384, 512, 768, 1024 or 1536',
      });
      expect(await filesOf(image.id)).toHaveLength(1);
    },
  );

  it('is made once, however many ask for it at once and later', async () => {
    const image = await store();
    puts.length = 0;
    const answers = await Promise.all(Array.from({ length: 12 }, () => get(`${image.id}.webp?w=128`)));
    expect(new Set(answers.map(({ headers }) => headers.get('etag'))).size).toBe(1);
    expect((await get(`${image.id}.webp?w=128`)).status).toBe(200);
    expect(puts).toEqual([`${image.id.slice(-2)}/${image.id}.w128.webp`]);
  });

  it('of every width and format that can be asked for makes no more files than the ladder has', async () => {
    const image = await store();
    for (const format of [...imageFormats, 'jpg']) {
      for (const w of renditionWidths) expect((await get(`${image.id}.${format}?w=${w}`)).status).toBe(200);
    }
    // 64, 128, 256, 384 and the image's own width, in four formats; one of them is the image itself.
    expect(await filesOf(image.id)).toHaveLength(20);
  });

  it.each([
    ['lost', (path: string) => rm(path)],
    ['cut off', (path: string) => truncate(path, 10)],
  ])('that was %s is made again', async (_what, damage) => {
    const image = await store();
    const file = await bytesOf(await get(`${image.id}.png?w=128`));
    await damage(join(storage.folder, image.id.slice(-2), `${image.id}.w128.png`));
    expect((await bytesOf(await get(`${image.id}.png?w=128`))).equals(file)).toBe(true);
  });
});

describe('making renditions', () => {
  it('is bounded: what neither is made nor may wait is a 503 that says when to come again, and images are served on', async () => {
    const images = await Promise.all(Array.from({ length: 5 }, () => store()));
    const held: (() => void)[] = [];
    let isHeldUp = true;
    beforePut = () => new Promise((resolve) => (isHeldUp ? held.push(resolve) : resolve()));
    // One is made and two may wait, by the settings of this test.
    const answers = images.map(({ id }) => get(`${id}.png?w=64`));
    const [refused] = await Promise.all([Promise.race(answers), waitUntil(() => held.length === 1)]);
    expect(refused.status).toBe(503);
    expect((await get(`${images[0]?.id}.png`)).status).toBe(200);
    isHeldUp = false;
    for (const goOn of held) goOn();
    const ended = await Promise.all(answers);
    expect(ended.map(({ status }) => status).sort()).toEqual([200, 200, 200, 503, 503]);
    const [over] = ended.filter(({ status }) => status === 503);
    if (over === undefined) throw new Error('none was refused');
    expect(over.headers.get('retry-after')).toBe('1');
    expect(await errorOf(over)).toMatchObject({ code: 'overloaded', cached: 'no-store' });
    beforePut = async () => undefined;
    for (const { id } of images) expect((await get(`${id}.png?w=64`)).status).toBe(200);
  });

  it('on a full disk is a 503, and works when there is room again', async () => {
    const image = await store();
    beforePut = () => Promise.reject(new AppError('unavailable'));
    expect(await errorOf(await get(`${image.id}.png?w=64`))).toMatchObject({ status: 503, cached: 'no-store' });
    beforePut = async () => undefined;
    expect((await get(`${image.id}.png?w=64`)).status).toBe(200);
  });

  it('of an image whose file is lost is an error of ours, and leaves no file', async () => {
    const image = await store();
    await rm(join(storage.folder, image.id.slice(-2), `${image.id}.png`));
    expect((await get(`${image.id}.png?w=64`)).status).toBe(500);
    expect(await filesOf(image.id)).toEqual([]);
  });
});

describe('the end of an image', () => {
  it('is that of its renditions: at once after deletion, the files too', async () => {
    const image = await store();
    for (const path of ['png?w=64', 'webp?w=128']) expect((await get(`${image.id}.${path}`)).status).toBe(200);
    expect(await filesOf(image.id)).toHaveLength(3);
    await remove(image.id);
    expect(await filesOf(image.id)).toEqual([]);
    for (const path of ['png?w=64', 'webp?w=128', 'avif?w=64']) {
      expect(await errorOf(await get(`${image.id}.${path}`))).toMatchObject({ status: 410, cached: 'no-store' });
    }
  });

  it('wins over a rendition that is being made', async () => {
    const image = await store();
    beforePut = async () => void (await remove(image.id));
    expect((await get(`${image.id}.png?w=64`)).status).toBe(410);
    expect(await filesOf(image.id)).toEqual([]);
  });

  it('takes with it what a process left that was killed while it wrote a rendition', async () => {
    const image = await store();
    await get(`${image.id}.png?w=64`);
    await remove(image.id);
    // As if it had been written a moment after the deletion looked, by a process that then said nothing more.
    await writeFile(join(storage.folder, image.id.slice(-2), `${image.id}.w64.png`), 'late');
    expect(await clearedAt(image.id)).toBeNull();
    storage.clock.advance(61_000);
    await storage.sweep();
    expect(await filesOf(image.id)).toEqual([]);
    expect(await clearedAt(image.id)).toEqual(storage.clock.now());
  });

  it('by retention removes them with it, and looks once more a minute later', async () => {
    const image = await store({ retentionDays: 1 });
    await get(`${image.id}.png?w=64`);
    storage.clock.advance(86_400_000);
    expect((await get(`${image.id}.png?w=64`)).status).toBe(410);
    await storage.sweep();
    expect(await filesOf(image.id)).toEqual([]);
    await writeFile(join(storage.folder, image.id.slice(-2), `${image.id}.w64.png`), 'late');
    storage.clock.advance(61_000);
    await storage.sweep();
    expect(await filesOf(image.id)).toEqual([]);
    expect(
      await storage.database.selectFrom('renditions').selectAll().where('image_id', '=', image.id).execute(),
    ).toEqual([]);
  });
});
