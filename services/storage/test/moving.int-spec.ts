import { createHash } from 'node:crypto';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { FallbackBackend } from '../src/backend/fallback-backend.js';
import type { OpenedBackend } from '../src/backend/image-backend.js';
import type { S3Backend } from '../src/backend/s3-backend.js';
import { type S3UnderTest, startS3 } from './s3-under-test.js';
import { account, type StorageUnderTest, startStorage } from './storage-under-test.js';

let s3: S3UnderTest;
let bucket: S3Backend;
let folder: OpenedBackend;
let storage: StorageUnderTest;
/** Whether images are written to the bucket already, as after the operator's second step. */
let towardsBucket: boolean;

beforeEach(async () => {
  s3 = await startS3();
  bucket = s3.backend();
  towardsBucket = false;
  storage = await startStorage((files) => {
    folder = files;
    const backend = new FallbackBackend(bucket, files);
    const before = backend.put.bind(backend);
    backend.put = (key, bytes) => (towardsBucket ? before(key, bytes) : files.put(key, bytes));
    return backend;
  });
});
afterEach(async () => {
  await storage.stop();
  bucket.close();
  await s3.stop();
});

const keyOf = (id: string) => `${id.slice(-2)}/${id}.png`;
const storeMany = (count: number) => Promise.all(Array.from({ length: count }, () => storage.store()));
const inFolder = async () => (await readdir(storage.folder, { recursive: true })).filter((name) => /png$/.test(name));
const served = async (id: string) => {
  const answer = await fetch(`${storage.cdn}/${id}.png`);
  return createHash('sha256')
    .update(Buffer.from(await answer.arrayBuffer()))
    .digest('hex');
};

it('moves every image with its bytes, while old and new ones are served all along', async () => {
  const old = (await storeMany(5)).map(({ image }) => image);
  towardsBucket = true;
  const { image: young } = await storage.store();
  expect(await s3.keys()).toEqual([keyOf(young.id)]);
  const all = [...old, young];
  for (const { id, sha256 } of all) expect(await served(id)).toBe(sha256);
  await storage.move();
  for (const { id, sha256 } of all) expect(await served(id)).toBe(sha256);
  expect((await s3.keys()).sort()).toEqual(all.map(({ id }) => keyOf(id)).sort());
  expect(await inFolder()).toEqual([]);
});

it('that is cut short loses nothing and is ended by the next turn', async () => {
  const all = (await storeMany(6)).map(({ image }) => image);
  const broken = new Set(all.slice(0, 3).map(({ id }) => id));
  s3.stand((request, response, serve) => {
    const isBroken = [...broken].some((id) => request.url?.includes(id));
    if (request.method !== 'PUT' || !isBroken) return serve();
    request.resume();
    response.writeHead(403).end();
  });
  await storage.move();
  expect((await inFolder()).sort()).toEqual([...broken].map(keyOf).sort());
  for (const { id, sha256 } of all) expect(await served(id)).toBe(sha256);
  s3.stand();
  await storage.move();
  expect(await inFolder()).toEqual([]);
  for (const { id, sha256 } of all) expect(await served(id)).toBe(sha256);
});

it('never brings back an image that is deleted while it moves', async () => {
  const { image } = await storage.store();
  s3.stand((request, _response, serve) => {
    if (request.method !== 'PUT') return serve();
    // Read from the folder already; deleted before it is written to the bucket.
    s3.stand();
    void storage.gateway.deleteImage({ accountId: account, imageId: image.id }).then(serve);
  });
  await storage.move();
  expect(await s3.keys()).toEqual([]);
  expect(await inFolder()).toEqual([]);
});

it('removes from both what is deleted', async () => {
  const { image } = await storage.store();
  await bucket.put(keyOf(image.id), Buffer.from('moved, but not yet removed from the folder'));
  await storage.gateway.deleteImage({ accountId: account, imageId: image.id });
  expect(await s3.keys()).toEqual([]);
  expect(await inFolder()).toEqual([]);
});

it('takes renditions away from where they were, and has them made anew', async () => {
  const { image } = await storage.store({ width: 128, height: 24 });
  const get = () => fetch(`${storage.cdn}/${image.id}.png?w=64`);
  expect((await get()).status).toBe(200);
  expect(await inFolder()).toHaveLength(2);
  towardsBucket = true;
  await storage.move();
  expect(await inFolder()).toEqual([]);
  expect((await get()).status).toBe(200);
  expect(await s3.keys()).toHaveLength(2);
  await storage.gateway.deleteImage({ accountId: account, imageId: image.id });
  expect(await s3.keys()).toEqual([]);
});

it('leaves a damaged file where it is', async () => {
  const { image } = await storage.store();
  await writeFile(join(storage.folder, keyOf(image.id)), 'not what was stored');
  await storage.move();
  expect(await s3.keys()).toEqual([]);
  expect(await folder.has(keyOf(image.id))).toBe(true);
});
