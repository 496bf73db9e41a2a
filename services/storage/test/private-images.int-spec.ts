import type { StoredImage } from '@imageai/contracts/storage';
import { ImageUrls, imageUrlKeys } from '@imageai/image-urls';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { account, imageUrlKey, type StorageUnderTest, startStorage } from './storage-under-test.js';

const nextKey = 'c3'.repeat(32);
const lifetimeSeconds = 600;

let storage: StorageUnderTest;
let image: StoredImage;
let other: StoredImage;

beforeAll(async () => {
  // In the middle of a rotation: URLs that were signed before are in use still.
  storage = await startStorage(undefined, { IMAGE_URL_KEYS: imageUrlKeys.parse(`${nextKey},${imageUrlKey}`) });
}, 60_000);
afterAll(() => storage.stop());
beforeEach(async () => {
  image = (await storage.store({ private: true })).image;
});

/** The path and query that an answer of the API would name. */
function signed(of: Pick<StoredImage, 'id' | 'format'> = image, key = nextKey): string {
  const settings = {
    CDN_URL: 'http://cdn.example',
    IMAGE_URL_KEYS: imageUrlKeys.parse(key),
    IMAGE_URL_SECONDS: lifetimeSeconds,
  };
  const { url } = new ImageUrls(settings, () => storage.clock.now().getTime()).of({ ...of, private: true });
  return url.slice(settings.CDN_URL.length);
}

const get = (path: string, headers: Record<string, string> = {}) => fetch(`${storage.cdn}${path}`, { headers });
const refusalOf = async (path: string) => {
  const answer = await get(path);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  const { error } = (await answer.json()) as { error: { code: string } };
  return [answer.status, error.code];
};

describe('a private image', () => {
  it('is told to be private by storage, and one that is not to be public', async () => {
    const { image: open } = await storage.store();
    expect([image.private, open.private]).toEqual([true, false]);
    const { images } = await storage.gateway.listImages({
      accountId: account,
      pageSize: 2,
      pageToken: '',
      filter: undefined,
    });
    expect(images.map(({ id, private: isPrivate }) => [id, isPrivate]).sort()).toEqual(
      [
        [image.id, true],
        [open.id, false],
      ].sort(),
    );
  });

  it('looks without a signature as if it had never been there, in every format and size', async () => {
    for (const file of ['png', 'webp', 'png?w=64', 'avif?w=64', 'png?download=1']) {
      expect([file, ...(await refusalOf(`/${image.id}.${file}`))]).toEqual([file, 404, 'not_found']);
    }
    expect((await get(`/${image.id}.png`, { 'if-none-match': `"${image.sha256}"` })).status).toBe(404);
  });

  it('is served to who has its URL, and no cache keeps it for others', async () => {
    const answer = await get(signed());
    expect(answer.status).toBe(200);
    expect((await answer.arrayBuffer()).byteLength).toBe(Number(image.bytes));
    expect(answer.headers.get('cache-control')).toBe('private, max-age=300');
    const again = await get(signed(), { 'if-none-match': answer.headers.get('etag') ?? '' });
    expect([again.status, again.headers.get('cache-control')]).toEqual([304, 'private, max-age=300']);
    expect((await get(signed(), { range: 'bytes=0-7' })).status).toBe(206);
  });

  it('may be asked for smaller and in other formats by the same signature', async () => {
    for (const file of [`${signed()}&w=64`, signed({ id: image.id, format: 'webp' }).concat('&w=64')]) {
      const answer = await get(file);
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'private, max-age=300']);
    }
  });

  it('is kept by a browser no longer than its URL can be used, and is then a 403 that says so', async () => {
    const path = signed();
    const expires = Number(new URLSearchParams(path.split('?')[1]).get('expires'));
    const secondsBefore = (seconds: number) =>
      storage.clock.advance((expires - seconds) * 1_000 - storage.clock.now().getTime());
    secondsBefore(7);
    expect((await get(path)).headers.get('cache-control')).toBe('private, max-age=7');
    secondsBefore(-1);
    expect(await refusalOf(path)).toEqual([403, 'image_url_expired']);
    expect(await refusalOf(`${path}&w=64`)).toEqual([403, 'image_url_expired']);
    expect((await get(signed())).status).toBe(200);
  });

  it.each([
    ['another image', () => signed(image).replace(image.id, other.id)],
    ['a later end', () => signed().replace(/expires=(\d+)/, (_all, end) => `expires=${Number(end) + 1}`)],
    ['an end that is no number', () => signed().replace(/expires=\d+/, 'expires=never')],
    ['an end in another spelling', () => signed().replace('expires=', 'expires=0')],
    ['two ends', () => `${signed()}&expires=1`],
    ['no end', () => signed().replace(/expires=\d+&/, '')],
    ['no signature', () => signed().replace(/&signature=.*/, '')],
    ['an empty signature', () => signed().replace(/signature=.*/, 'signature=')],
    ['a key that nobody has', () => signed(image, 'd4'.repeat(32))],
  ])('is a 403 for a signature that is not its own: %s', async (_what, path) => {
    other = (await storage.store({ private: true })).image;
    expect(await refusalOf(path())).toEqual([403, 'image_url_invalid']);
  });

  it('is served by URLs that the key before was used for', async () => {
    expect((await get(signed(image, imageUrlKey))).status).toBe(200);
  });

  it('is a 410 after deletion for who has its URL, and a 404 still for everybody else', async () => {
    const path = signed();
    await storage.gateway.deleteImage({ accountId: account, imageId: image.id });
    expect(await refusalOf(path)).toEqual([410, 'image_gone']);
    expect(await refusalOf(`/${image.id}.png`)).toEqual([404, 'not_found']);
  });

  it('stays private when a worker that lost the answer stores it again', async () => {
    const { image: again } = await storage.store({ imageId: image.id, private: false });
    expect(again.private).toBe(true);
    expect((await get(`/${image.id}.png`)).status).toBe(404);
  });
});

it('a public image is served whatever signature comes with it', async () => {
  const { image: open } = await storage.store();
  const answer = await get(`/${open.id}.png?expires=1&signature=none`);
  expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'public, max-age=300']);
});
