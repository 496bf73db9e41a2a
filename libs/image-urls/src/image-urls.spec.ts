import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ImageUrlSignatures, ImageUrls, imageUrlKeys } from './index.js';

const young = 'a1'.repeat(32);
const old = 'b2'.repeat(32);
const keysOf = (text: string) => imageUrlKeys.parse(text);
const image = { id: 'img_1', format: 'png' };

/** URLs that live for 100 s, made at a moment of Unix seconds. */
const urlsAt = (seconds: number, keys = young) =>
  new ImageUrls(
    { CDN_URL: 'https://cdn.example', IMAGE_URL_KEYS: keysOf(keys), IMAGE_URL_SECONDS: 100 },
    () => seconds * 1_000,
  );

/** What a URL of a private image brings. */
function queryOf(url: string) {
  const { searchParams } = new URL(url);
  return { expires: Number(searchParams.get('expires')), signature: searchParams.get('signature') ?? '' };
}

describe('ImageUrls', () => {
  it('says of a public image where its file is, and nothing else', () => {
    expect(urlsAt(0).of({ ...image, private: false })).toEqual({ url: 'https://cdn.example/img_1.png' });
  });

  it('signs the URL of a private one, and says until when it can be used', () => {
    const { url, url_expires_at } = urlsAt(1_000).of({ ...image, private: true });
    expect(url).toMatch(/^https:\/\/cdn\.example\/img_1\.png\?expires=1100&signature=[\w-]{43}$/);
    expect(url_expires_at).toBe('1970-01-01T00:18:20.000Z');
  });

  it('gives the same URL again for a while, and always one that lives as long as was promised', () => {
    const at = (seconds: number) => urlsAt(seconds).of({ ...image, private: true }).url;
    expect(at(1_001)).toBe(at(1_009));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e9 }), (seconds) => {
        const left = queryOf(at(seconds)).expires - seconds;
        return left >= 100 && left < 110;
      }),
    );
  });
});

describe('a signature', () => {
  const { expires, signature } = queryOf(urlsAt(1_000).of({ ...image, private: true }).url);
  const verify = (keys: string, id = image.id, until = expires, text = signature) =>
    new ImageUrlSignatures(keysOf(keys)).verify(id, until, text);

  it('is accepted while its key is, also behind a newer one', () => {
    expect([verify(young), verify(`${old},${young}`), verify(old)]).toEqual([true, true, false]);
  });

  it.each([
    ['another image', verify(young, 'img_2')],
    ['a later end', verify(young, image.id, expires + 1)],
    ['no text', verify(young, image.id, expires, '')],
    ['a part of the text', verify(young, image.id, expires, signature.slice(0, -1))],
    ['a longer text', verify(young, image.id, expires, `${signature}AA`)],
  ])('is worth nothing for %s', (_what, accepted) => {
    expect(accepted).toBe(false);
  });
});

it.each(['', 'hunter2', young.slice(1), `${young},`, `${young};${old}`])(
  'refuses the keys "%s" without showing them',
  (text) => {
    const { error } = imageUrlKeys.safeParse(text);
    expect(error?.issues.map(({ message }) => message)).toEqual(['must be keys of 64 hex digits, separated by commas']);
  },
);
