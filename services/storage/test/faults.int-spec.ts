import { createHash } from 'node:crypto';
import { newId } from '@imageai/api';
import { waitUntil } from '@imageai/testing';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { S3Backend } from '../src/backend/s3-backend.js';
import { type S3UnderTest, startS3 } from './s3-under-test.js';
import { account, type StorageUnderTest, startStorage } from './storage-under-test.js';

let s3: S3UnderTest;
let backend: S3Backend;
let storage: StorageUnderTest;

beforeEach(async () => {
  s3 = await startS3();
  backend = s3.backend();
  storage = await startStorage(() => backend);
});
afterEach(async () => {
  await storage.stop();
  backend.close();
  await s3.stop();
});

const keyOf = (id: string) => `${id.slice(-2)}/${id}.png`;
const heldImages = async () =>
  (await storage.gateway.listImages({ accountId: account, pageSize: 100, pageToken: '', filter: undefined })).images;
const served = async (id: string) => {
  const answer = await fetch(`${storage.cdn}/${id}.png`);
  return createHash('sha256')
    .update(Buffer.from(await answer.arrayBuffer()))
    .digest('hex');
};

/** As a worker does: it keeps the pixels and tries again. */
async function storeAsAWorker(imageId: string): Promise<void> {
  for (;;) {
    const code = await storage.store({ imageId }).then(
      () => undefined,
      (error: { code?: string }) => error.code ?? 'none',
    );
    if (code === undefined) return;
    expect(code).toBe('unavailable');
  }
}

it('a backend that refuses every fourth write, and loses the answer to every other fourth, loses and doubles no image', async () => {
  const ids = Array.from({ length: 12 }, () => newId('img'));
  const tries = new Map<string, number>();
  s3.stand((request, response, serve) => {
    if (request.method !== 'PUT') return serve();
    const url = request.url ?? '';
    const before = tries.get(url) ?? 0;
    tries.set(url, before + 1);
    const kind = [...tries.keys()].indexOf(url) % 4;
    // One more than the client of S3 tries by itself.
    if (kind > 1 || before > 3) return serve();
    if (kind === 0) {
      request.resume();
      response.writeHead(503).end();
      return;
    }
    response.end = () => response.destroy();
    serve();
  });
  await Promise.all(ids.map(storeAsAWorker));
  expect([...tries.values()].filter((count) => count > 4)).toHaveLength(6);
  expect((await s3.keys()).sort()).toEqual(ids.map(keyOf).sort());
  const held = await heldImages();
  expect(held.map(({ id }) => id).sort()).toEqual([...ids].sort());
  for (const { id, sha256 } of held) expect(await served(id)).toBe(sha256);
});

it('a full backend refuses new images and leaves no row of them, while those it has are served', async () => {
  const { image } = await storage.store();
  s3.stand((request, response, serve) => {
    if (request.method !== 'PUT') return serve();
    request.resume();
    response.writeHead(507).end();
  });
  await expect(storage.store()).rejects.toMatchObject({ code: 'unavailable' });
  expect((await heldImages()).map(({ id }) => id)).toEqual([image.id]);
  expect(await served(image.id)).toBe(image.sha256);
});

it('a slow backend keeps nobody from the images it has, and what it writes at last is there once', async () => {
  const { image } = await storage.store();
  const waiting: (() => void)[] = [];
  s3.stand((request, _response, serve) => (request.method === 'PUT' ? void waiting.push(serve) : serve()));
  const imageId = newId('img');
  // The same upload twice: its worker gave up waiting for the first.
  const uploads = [storage.store({ imageId }), storage.store({ imageId })];
  await waitUntil(() => waiting.length === 1, { timeoutMs: 30_000 });
  expect(await served(image.id)).toBe(image.sha256);
  s3.stand();
  for (const serve of waiting) serve();
  const [first, second] = await Promise.all(uploads);
  expect(second?.image).toEqual(first?.image);
  expect((await s3.keys()).sort()).toEqual([keyOf(image.id), keyOf(imageId)].sort());
});
