import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { freePort } from '@imageai/backing-services';
import { Messaging } from '@imageai/messaging';
import { type TestNats, testNats, waitUntil } from '@imageai/testing';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { INestMicroservice } from '@nestjs/common';
import { FakeState, startFakes, token } from './fake-services.js';
import { enqueue, imageWork, left, makeQueue } from './work-queue.js';

let port = 0;
let nats: TestNats;
let messaging: Messaging;
let fakes: INestMicroservice;
const state = new FakeState();
const children: ChildProcess[] = [];

const startProcess = async (settings: Record<string, string> = {}) => {
  const healthPort = await freePort();
  const health = `http://127.0.0.1:${healthPort}`;
  const child = spawn(process.execPath, ['dist/main.js'], {
    env: {
      SERVICE_TOKEN: token,
      HEALTH_PORT: String(healthPort),
      LOG_LEVEL: 'warn',
      NATS_URL: nats.url,
      GENERATION_ADDRESS: `127.0.0.1:${port}`,
      STORAGE_ADDRESS: `127.0.0.1:${port}`,
      INFERENCE_ENGINE: './test/pattern-engine.mjs',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  await waitUntil(async () => (await fetch(`${health}/readyz`)).ok, { timeoutMs: 20_000, what: 'readiness' });
  return { child, health };
};

beforeAll(async () => {
  nats = await testNats();
  messaging = await Messaging.connect({ url: nats.url, service: 'test' });
  state.consumers = await makeQueue(messaging, 1_000);
  port = await freePort();
  fakes = await startFakes(port, state);
}, 60_000);
afterEach(async () => {
  for (const child of children.splice(0)) if (child.exitCode === null) child.kill('SIGKILL');
});
afterAll(async () => {
  await fakes.close();
  await messaging.close();
  await nats.stop();
});

it('keeps model graphs as they were optimised where it is given a folder, and starts from them', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'imageai-optimised-'));
  try {
    const settings = { INFERENCE_ENGINE: '', MODEL_FOLDERS: '../../models/embedded', OPTIMISED_FOLDER: folder };
    const { child } = await startProcess(settings);
    expect((await readdir(folder, { recursive: true })).length).toBeGreaterThan(0);
    child.kill('SIGKILL');
    await startProcess(settings);
  } finally {
    await rm(folder, { recursive: true });
  }
});

it('a worker that is killed loses its image to the next one', async () => {
  const { child } = await startProcess();
  const work = await enqueue(messaging, imageWork({ prompt: 'slow 300' }));
  await waitUntil(() => state.started.length === 1);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(await left(messaging)).toBe(1);
  await startProcess();
  await waitUntil(async () => (await left(messaging)) === 0, { timeoutMs: 10_000 });
  expect(new Set(state.started.map(({ workerId }) => workerId)).size).toBe(2);
  expect(state.stored).toEqual([expect.objectContaining({ imageId: work.imageId })]);
}, 40_000);

it('a worker that is told to stop finishes its image and exits with 0', async () => {
  const { child, health } = await startProcess();
  const before = state.stored.length;
  const { imageId } = await enqueue(messaging, imageWork({ prompt: 'slow 100' }));
  await waitUntil(() => state.started.some((report) => report.imageId === imageId));
  child.kill('SIGTERM');
  await waitUntil(async () => (await fetch(`${health}/readyz`)).status === 503);
  expect(await once(child, 'exit')).toEqual([0, null]);
  expect(state.stored.slice(before)).toEqual([expect.objectContaining({ imageId })]);
  expect(await left(messaging)).toBe(0);
}, 40_000);

it('a worker without settings names all that are missing and exits with 1', async () => {
  const child = spawn(process.execPath, ['dist/main.js'], { env: {}, stdio: ['ignore', 'ignore', 'pipe'] });
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  expect(code).toBe(1);
  for (const name of ['SERVICE_TOKEN', 'NATS_URL', 'GENERATION_ADDRESS', 'STORAGE_ADDRESS', 'HEALTH_PORT']) {
    expect(said).toContain(`${name} is not set`);
  }
}, 20_000);
