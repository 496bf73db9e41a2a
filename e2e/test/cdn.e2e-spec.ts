import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Client, newAccount } from '../src/index.js';

let url: string;
let bytes: Buffer;
beforeAll(async () => {
  const { client } = await newAccount('starter');
  url = (await client.draw()).url;
  bytes = await Client.bytes(url);
});

describe('the CDN host', () => {
  it('serves the file with type, length, ETag and an age of at most 300 s', async () => {
    const { headers } = await fetch(url);
    expect(headers.get('content-type')).toBe('image/png');
    expect(Number(headers.get('content-length'))).toBe(bytes.length);
    expect(headers.get('etag')).toMatch(/^"[^"]+"$/);
    expect(headers.get('cache-control')).toMatch(/^public, max-age=(300|[12]?\d?\d)$/);
  });

  it('answers HEAD with the same headers and no body', async () => {
    const [whole, head] = [await fetch(url), await fetch(url, { method: 'HEAD' })];
    expect(head.status).toBe(200);
    for (const name of ['etag', 'content-type', 'content-length']) {
      expect(head.headers.get(name)).toBe(whole.headers.get(name));
    }
    expect(await head.text()).toBe('');
  });

  it('answers 304 to who has it', async () => {
    const etag = (await fetch(url)).headers.get('etag') ?? '';
    expect((await fetch(url, { headers: { 'if-none-match': etag } })).status).toBe(304);
    expect((await fetch(url, { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
  });

  it('serves ranges that make up the whole', async () => {
    const part = async (range: string) => {
      const response = await fetch(url, { headers: { range } });
      return { response, body: Buffer.from(await response.arrayBuffer()) };
    };
    const head = await part('bytes=0-99');
    expect(head.response.status).toBe(206);
    expect(head.response.headers.get('content-range')).toBe(`bytes 0-99/${bytes.length}`);
    const rest = await part('bytes=100-');
    const whole = Buffer.concat([head.body, rest.body]);
    expect(createHash('sha256').update(whole).digest()).toEqual(createHash('sha256').update(bytes).digest());
    expect((await part('bytes=-10')).body).toEqual(bytes.subarray(-10));
    expect((await part(`bytes=${bytes.length}-`)).response.status).toBe(416);
  });

  it('serves smaller pictures, in the format of the name, and refuses widths that are not of its ladder', async () => {
    const small = await fetch(url.replace('.png', '.webp?w=64'));
    expect([small.status, small.headers.get('content-type')]).toEqual([200, 'image/webp']);
    expect((await small.arrayBuffer()).byteLength).toBeLessThan(bytes.length / 10);
    const odd = await fetch(`${url}?w=65`);
    expect([odd.status, odd.headers.get('cache-control')]).toEqual([400, 'no-store']);
  });

  it('does not know other names, and says so to no cache', async () => {
    const unknown = url.replace(/img_.{4}/, 'img_0000');
    for (const other of [unknown, url.replace('.png', '.webp'), `${new URL(url).origin}/..%2f..%2fetc%2fpasswd`]) {
      const response = await fetch(other);
      expect(response.status).toBe(404);
      expect(response.headers.get('cache-control')).toBe('no-store');
    }
  });
});
