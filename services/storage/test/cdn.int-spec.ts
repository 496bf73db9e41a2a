import { rm, truncate } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { newId } from '@imageai/api';
import type { StoredImage } from '@imageai/contracts/storage';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { account, type StorageUnderTest, startStorage } from './storage-under-test.js';

let storage: StorageUnderTest;
let image: StoredImage;
let file: Buffer;

beforeAll(async () => {
  storage = await startStorage();
  image = (await storage.store()).image;
  file = Buffer.from(await (await get(`/${image.id}.png`)).arrayBuffer());
}, 60_000);
afterAll(async () => storage.stop());

const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(`${storage.cdn}${path}`, { method, headers });
const png = (): string => `/${image.id}.png`;

/** A path exactly as written: fetch would tidy it up. */
const rawStatus = (path: string): Promise<number> =>
  new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port: storage.port, path }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });

const expectRefusal = async (answer: Response, status: number, code: string) => {
  expect(answer.status).toBe(status);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(answer.headers.get('etag')).toBeNull();
  expect(await answer.json()).toEqual({
    error: { message: expect.any(String), type: expect.any(String), param: null, code },
  });
};

describe('an image on the CDN host', () => {
  it('is its bytes, with the headers that caches, browsers and other origins need', async () => {
    const answer = await get(png());
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      etag: `"${image.sha256}"`,
      'cache-control': 'public, max-age=300',
      'accept-ranges': 'bytes',
      'content-type': 'image/png',
      'content-length': String(image.bytes),
      'x-content-type-options': 'nosniff',
      'access-control-allow-origin': '*',
    });
    expect(Buffer.from(await answer.arrayBuffer())).toHaveLength(Number(image.bytes));
  });

  it('answers HEAD with the same headers and no bytes', async () => {
    const answer = await get(png(), {}, 'HEAD');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-length')).toBe(String(image.bytes));
    expect(answer.headers.get('etag')).toBe(`"${image.sha256}"`);
    expect(await answer.text()).toBe('');
  });

  it.each([
    ['the etag', (etag: string) => etag],
    ['a weak one', (etag: string) => `W/${etag}`],
    ['one of a list', (etag: string) => `"other", ${etag}`],
    ['a star', () => '*'],
  ])('is not sent again to who has it (%s)', async (_what, header) => {
    const answer = await get(png(), { 'if-none-match': header(`"${image.sha256}"`) });
    expect(answer.status).toBe(304);
    expect(answer.headers.get('etag')).toBe(`"${image.sha256}"`);
    expect(answer.headers.get('cache-control')).toBe('public, max-age=300');
    expect(await answer.text()).toBe('');
  });

  it('is sent to who has another version', async () => {
    expect((await get(png(), { 'if-none-match': '"other"' })).status).toBe(200);
  });

  it.each([
    ['bytes=0-7', 0, 8],
    ['bytes=10-', 10, undefined],
    ['bytes=-5', -5, undefined],
  ])('is given in part (%s)', async (range, start, end) => {
    const answer = await get(png(), { range });
    const part = file.subarray(start, end);
    expect(answer.status).toBe(206);
    const from = start < 0 ? file.length + start : start;
    expect(answer.headers.get('content-range')).toBe(`bytes ${from}-${from + part.length - 1}/${file.length}`);
    expect(Buffer.from(await answer.arrayBuffer()).equals(part)).toBe(true);
  });

  it('has no part behind its end', async () => {
    const answer = await get(png(), { range: `bytes=${file.length}-` });
    expect(answer.status).toBe(416);
    expect(answer.headers.get('content-range')).toBe(`bytes */${file.length}`);
  });

  it('is given whole where the part is of another version, or several are asked for', async () => {
    expect((await get(png(), { range: 'bytes=0-1', 'if-range': '"other"' })).status).toBe(200);
    expect((await get(png(), { range: 'bytes=0-1', 'if-range': `"${image.sha256}"` })).status).toBe(206);
    expect((await get(png(), { range: 'bytes=0-1,4-5' })).status).toBe(200);
  });

  it('has the ending of its format', async () => {
    const { image: jpeg } = await storage.store({ format: 'jpeg' });
    for (const ending of ['jpg', 'jpeg']) {
      const answer = await get(`/${jpeg.id}.${ending}`);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
    }
    await expectRefusal(await get(`/${jpeg.id}.png`), 404, 'not_found');
  });

  it('ignores a query', async () => {
    expect((await get(`${png()}?download=1`)).status).toBe(200);
  });
});

describe('what is not there', () => {
  it.each([
    '/',
    '/favicon.ico',
    '/livez',
    `/${newId('img')}.png`,
    `/${newId('img')}`,
    `/${newId('gen')}.png`,
    '/img_.png',
    '/x.png',
    '/%00.png',
    '/%',
    '/%ff.png',
    `/${'a'.repeat(5_000)}.png`,
  ])('is a 404 that nobody keeps (%s)', async (path) => {
    await expectRefusal(await get(path), 404, 'not_found');
  });

  it('cannot be reached by tricks with the path', async () => {
    const tricks = ['/../../etc/passwd', '/..%2f..%2fetc%2fpasswd', '//etc/passwd', '/./x.png', '/%2e%2e/x.png'];
    const tail = `${image.id.slice(-2)}/${image.id}.png`;
    for (const path of [
      ...tricks,
      `/${tail}`,
      `/${encodeURIComponent(tail)}`,
      `/${image.id}.png/`,
      `/${image.id}.png%00`,
    ]) {
      expect([path, await rawStatus(path)]).toEqual([path, 404]);
    }
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('may only be read (%s)', async (method) => {
    const answer = await get(png(), {}, method);
    expect(answer.headers.get('allow')).toBe('GET, HEAD');
    await expectRefusal(answer, 405, 'method_not_allowed');
  });
});

describe('the end of an image', () => {
  it('is a 410 at once after deletion, that nobody keeps', async () => {
    const { image: doomed } = await storage.store();
    await storage.gateway.deleteImage({ accountId: account, imageId: doomed.id });
    await expectRefusal(await get(`/${doomed.id}.png`), 410, 'image_gone');
    expect((await get(`/${doomed.id}.png`, { 'if-none-match': `"${doomed.sha256}"` })).status).toBe(410);
  });

  it('is kept by caches no longer than retention, and is a 410 from its second on', async () => {
    const { image: short } = await storage.store({ retentionDays: 1 });
    storage.clock.advance(86_400_000 - 90_500);
    expect((await get(`/${short.id}.png`)).headers.get('cache-control')).toBe('public, max-age=90');
    storage.clock.advance(90_000);
    expect((await get(`/${short.id}.png`)).headers.get('cache-control')).toBe('public, max-age=0');
    storage.clock.advance(500);
    await expectRefusal(await get(`/${short.id}.png`), 410, 'image_gone');
  });

  it('that came by a lost or cut file is an error of ours, and never half an image', async () => {
    const { image: broken } = await storage.store();
    const path = join(storage.folder, broken.id.slice(-2), `${broken.id}.png`);
    await truncate(path, 100);
    await expectRefusal(await get(`/${broken.id}.png`), 500, 'internal_error');
    await rm(path);
    await expectRefusal(await get(`/${broken.id}.png`), 500, 'internal_error');
  });
});
