import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { newId } from '@imageai/api';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { S3Backend } from '../src/backend/s3-backend.js';
import { type S3UnderTest, startS3 } from './s3-under-test.js';
import { account, type StorageUnderTest, startStorage } from './storage-under-test.js';

let s3: S3UnderTest;
let backend: S3Backend;
let storage: StorageUnderTest;

beforeAll(async () => {
  s3 = await startS3();
  backend = s3.backend({ prefix: 'images/' });
  storage = await startStorage(() => backend);
});
afterAll(async () => {
  await storage.stop();
  backend.close();
  await s3.stop();
});
beforeEach(() => s3.stand());

const keyOf = (id: string) => `images/${id.slice(-2)}/${id}.png`;
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const get = (path: string, headers: Record<string, string> = {}) => fetch(`${storage.cdn}${path}`, { headers });

describe('an image in a bucket', () => {
  it('lies there under the prefix when it is stored, and is served from there, whole and in part', async () => {
    const { image } = await storage.store();
    expect(await s3.keys()).toContain(keyOf(image.id));
    const file = Buffer.from(await (await get(`/${image.id}.png`)).arrayBuffer());
    expect(sha256(file)).toBe(image.sha256);
    const part = await get(`/${image.id}.png`, { range: 'bytes=10-19' });
    expect(part.status).toBe(206);
    expect(Buffer.from(await part.arrayBuffer())).toEqual(file.subarray(10, 20));
    expect((await storage.store({ imageId: image.id })).encodeMs).toBe(0);
  });

  it('is gone from the bucket when the deletion answers', async () => {
    const { image } = await storage.store();
    await storage.gateway.deleteImage({ accountId: account, imageId: image.id });
    expect(await s3.keys()).not.toContain(keyOf(image.id));
    expect((await get(`/${image.id}.png`)).status).toBe(410);
  });

  it('is never served where it is lost, and is healed by a second store', async () => {
    const { image } = await storage.store();
    await backend.remove([`${image.id.slice(-2)}/${image.id}.png`]);
    expect((await get(`/${image.id}.png`)).status).toBe(500);
    await storage.store({ imageId: image.id });
    expect((await get(`/${image.id}.png`)).status).toBe(200);
  });
});

describe('a write', () => {
  it('asks for the encryption that the operator chose, and sends a checksum', async () => {
    const seen: IncomingHttpHeaders[] = [];
    s3.stand((request, _response, serve) => {
      seen.push(request.headers);
      serve();
    });
    const encrypted = s3.backend({ encryption: 'aws:kms', kmsKeyId: 'key-1' });
    await encrypted.put('aa/encrypted.png', Buffer.from('bytes'));
    encrypted.close();
    expect(seen).toEqual([
      expect.objectContaining({
        'x-amz-server-side-encryption': 'aws:kms',
        'x-amz-server-side-encryption-aws-kms-key-id': 'key-1',
        'x-amz-checksum-crc32': expect.any(String),
      }),
    ]);
  });

  it('that is never answered is unavailable in time, leaves no row, and can be repeated', async () => {
    s3.stand((request, _response, serve) => (request.method === 'PUT' ? request.resume() : serve()));
    const impatient = s3.backend({ timeoutMs: 200 });
    await expect(impatient.put('aa/slow.png', Buffer.from('bytes'))).rejects.toMatchObject({ code: 'unavailable' });
    s3.stand();
    await impatient.put('aa/slow.png', Buffer.from('bytes'));
    expect(await impatient.has('aa/slow.png')).toBe(true);
    impatient.close();
  });

  it('with credentials that the server does not know is unavailable, and so is the readiness of the process', async () => {
    const stranger = s3.backend({ credentials: { accessKeyId: 'NOBODY', secretAccessKey: 'guessed' } });
    await expect(stranger.put('aa/x.png', Buffer.from('bytes'))).rejects.toMatchObject({ code: 'unavailable' });
    expect(await stranger.isWritable()).toBe(false);
    expect(await backend.isWritable()).toBe(true);
    stranger.close();
  });
});

it('a deletion that the bucket refuses for one object alone is not called done', async () => {
  const { image } = await storage.store();
  s3.stand((request, response, serve) => {
    if (request.method !== 'POST') return serve();
    request.resume();
    const failed = `<Error><Key>${keyOf(image.id)}</Key><Code>AccessDenied</Code><Message>no</Message></Error>`;
    response.setHeader('content-type', 'application/xml').end(`<DeleteResult>${failed}</DeleteResult>`);
  });
  const deletion = { accountId: account, imageId: image.id };
  await expect(storage.gateway.deleteImage(deletion)).rejects.toMatchObject({ code: 'unavailable' });
  s3.stand();
  await storage.gateway.deleteImage(deletion);
  expect(await s3.keys()).not.toContain(keyOf(image.id));
});

it('a download that breaks off is no whole image', async () => {
  const { image } = await storage.store();
  s3.stand((request, response, serve) => {
    if (request.method !== 'GET') return serve();
    response.writeHead(206, { 'content-length': String(image.bytes) }).write('only this');
    setImmediate(() => response.destroy());
  });
  await expect(get(`/${image.id}.png`).then((answer) => answer.arrayBuffer())).rejects.toThrow();
});

it('an image that never was is not there', async () => {
  expect(await backend.open(`zz/${newId('img')}.png`)).toBeUndefined();
  expect(await backend.has(`zz/${newId('img')}.png`)).toBe(false);
});
