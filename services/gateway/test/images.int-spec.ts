import { errorEnvelope, imagePage, imageResource, newId } from '@imageai/api';
import { ImageFilter, ImageShape, type StoredImage } from '@imageai/contracts/storage';
import { ImageUrlSignatures } from '@imageai/image-urls';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Answer, type Fixture, startFixture } from './gateway-fixture.js';

let api: Fixture;
let key: string;
beforeAll(async () => {
  api = await startFixture();
});
afterAll(async () => api.stop());
beforeEach(() => {
  key = api.key();
  api.storage.away = false;
  api.storage.images.clear();
});

const kept = (changes: Partial<StoredImage> = {}): StoredImage => {
  const image: StoredImage = {
    id: newId('img'),
    accountId: 'acct_1',
    generationId: newId('gen'),
    format: 'webp',
    width: 768,
    height: 512,
    bytes: 4321n,
    sha256: 'a',
    createdAt: new Date('2026-01-15T12:00:03.250Z'),
    expiresAt: new Date('2026-02-14T12:00:03.250Z'),
    private: false,
    prompt: 'a lighthouse',
    style: 'sketch',
    model: 'micro',
    ...changes,
  };
  api.storage.images.set(image.id, image);
  return image;
};
const codeOf = ({ status, body }: Answer) => [status, errorEnvelope.parse(body).error.code];
const remove = (id: string, secret = key) =>
  api.request(`/api/images/${id}`, { method: 'DELETE', headers: { authorization: `Bearer ${secret}` } });

describe('GET /api/images', () => {
  it('lists the account’s images with where their files are and how long they are kept', async () => {
    const image = kept();
    kept({ accountId: 'acct_2' });
    const { status, body } = await api.get(key, '/api/images');
    expect(status).toBe(200);
    expect(imagePage.parse(body)).toEqual({
      data: [
        {
          id: image.id,
          url: `https://cdn.example/${image.id}.webp`,
          private: false,
          url_expires_at: null,
          generation_id: image.generationId,
          width: 768,
          height: 512,
          output_format: 'webp',
          bytes: 4321,
          prompt: 'a lighthouse',
          style: 'sketch',
          model: 'micro',
          created_at: '2026-01-15T12:00:03.250Z',
          expires_at: '2026-02-14T12:00:03.250Z',
        },
      ],
      has_more: false,
      next_cursor: null,
    });
  });

  it('names private images by URLs that are signed, and says until when they can be used', async () => {
    const image = kept({ private: true });
    const page = imagePage.parse((await api.get(key, '/api/images')).body).data;
    const one = imageResource.parse((await api.get(key, `/api/images/${image.id}`)).body);
    for (const { url, url_expires_at, private: isPrivate } of [...page, one]) {
      const { searchParams, pathname } = new URL(url);
      const expires = Number(searchParams.get('expires'));
      expect([isPrivate, pathname]).toEqual([true, `/${image.id}.webp`]);
      expect(new Date(url_expires_at ?? '').getTime()).toBe(expires * 1_000);
      expect(expires).toBeGreaterThan(Date.now() / 1_000);
      const signatures = new ImageUrlSignatures(api.config.IMAGE_URL_KEYS);
      expect(signatures.verify(image.id, expires, searchParams.get('signature') ?? '')).toBe(true);
    }
  });

  it('says null of what was not kept with an image', async () => {
    const image = kept({ prompt: '', style: '', model: '' });
    const { body } = await api.get(key, `/api/images/${image.id}`);
    expect(imageResource.parse(body)).toMatchObject({ prompt: null, style: null, model: null });
  });

  it('asks storage for what the query means, and for all where it means nothing', async () => {
    const query = 'prompt=red%20boat&style=sketch&model=micro&output_format=webp&shape=portrait';
    await api.get(key, `/api/images?${query}&start=2026-01-15&end=2026-01-16T12:00:00%2B01:00`);
    expect(api.storage.filter).toEqual({
      prompt: 'red boat',
      style: 'sketch',
      model: 'micro',
      format: 'webp',
      shape: ImageShape.IMAGE_SHAPE_PORTRAIT,
      start: new Date('2026-01-15T00:00:00Z'),
      end: new Date('2026-01-16T11:00:00Z'),
    });
    await api.get(key, '/api/images');
    expect(api.storage.filter).toEqual(ImageFilter.fromPartial({}));
  });

  it('goes in pages', async () => {
    for (let i = 0; i < 3; i++) kept();
    const { body } = await api.get(key, '/api/images?limit=2');
    expect(body).toMatchObject({ data: { length: 2 }, has_more: true, next_cursor: 'more' });
  });

  it.each([
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['limit=x', 'limit'],
    ['cursor=nonsense', 'cursor'],
    ['cursor=a&cursor=b', 'cursor'],
    [`prompt=${'a'.repeat(201)}`, 'prompt'],
    ['style=baroque', 'style'],
    ['output_format=gif', 'output_format'],
    ['shape=round', 'shape'],
    ['start=yesterday', 'start'],
    ['end=2026-13-01', 'end'],
  ])('refuses %s with 400 and the parameter', async (query, param) => {
    const answer = await api.get(key, `/api/images?${query}`);
    expect([...codeOf(answer), errorEnvelope.parse(answer.body).error.param]).toEqual([
      400,
      'parameter_invalid',
      param,
    ]);
  });
});

describe('GET /api/images/{id}', () => {
  it('answers one image', async () => {
    const image = kept();
    expect(imageResource.parse((await api.get(key, `/api/images/${image.id}`)).body).id).toBe(image.id);
  });

  it('knows another account’s image as little as none, and what is no id', async () => {
    for (const id of [kept({ accountId: 'acct_2' }).id, newId('img'), '..%2f..%2fetc', 'img_1']) {
      expect(codeOf(await api.get(key, `/api/images/${id}`))).toEqual([404, 'not_found']);
    }
  });

  it('says 410 of an image that was deleted or whose retention ended', async () => {
    const { id } = kept();
    await remove(id);
    expect(codeOf(await api.get(key, `/api/images/${id}`))).toEqual([410, 'image_gone']);
  });

  it('is unavailable while storage is', async () => {
    const { id } = kept();
    api.storage.away = true;
    expect(codeOf(await api.get(key, `/api/images/${id}`))).toEqual([503, 'unavailable']);
  });
});

describe('DELETE /api/images/{id}', () => {
  it('answers 204 once the image is gone, may be repeated, and takes nothing of the minute', async () => {
    const { id } = kept();
    api.metering.asked.length = 0;
    expect(await remove(id)).toMatchObject({ status: 204, body: {} });
    expect(api.storage.images.has(id)).toBe(false);
    expect((await remove(id)).status).toBe(204);
    expect(api.metering.asked).toHaveLength(0);
  });

  it('leaves another account’s image alone, and answers as if there were none', async () => {
    const { id } = kept({ accountId: 'acct_2' });
    const foreign = await remove(id);
    expect(codeOf(foreign)).toEqual([404, 'not_found']);
    expect((await remove('img_0000000000000000000000000')).body).toEqual(foreign.body);
    expect(codeOf(await remove('no-id'))).toEqual([404, 'not_found']);
    expect(api.storage.images.has(id)).toBe(true);
  });

  it('needs a key that may make images', async () => {
    const { id } = kept();
    expect(codeOf(await remove(id, api.key({ scopes: ['read'] })))).toEqual([403, 'insufficient_scope']);
    expect(api.storage.images.has(id)).toBe(true);
  });
});
