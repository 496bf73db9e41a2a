import { ImageCancellation } from '@imageai/contracts/inference';
import { cancelSubject, lanes, workConsumer, workStream } from '@imageai/contracts/subjects';
import { waitUntil } from '@imageai/testing';
import { describe, expect, it } from '@jest/globals';
import { model } from './work-queue.js';
import { WorkerSuite } from './worker-suite.js';

const suite = WorkerSuite.install();

describe('lanes', () => {
  it('are served by weight, and none starves', async () => {
    const each = lanes.map((lane) => Array.from({ length: 30 }, () => suite.queue({ prompt: lane }, lane)));
    await Promise.all(each.flat());
    const worker = await suite.start();
    await waitUntil(() => worker.engine.begun.length >= 36, { timeoutMs: 30_000 });
    const count = (lane: string, of = 24) =>
      worker.engine.begun.slice(0, of).filter((prompt) => prompt === lane).length;
    expect([count('enterprise'), count('professional'), count('starter')]).toEqual([16, 6, 2]);
    await suite.allAcked();
  });

  it('that are empty leave all to the others', async () => {
    const worker = await suite.start();
    for (let i = 0; i < 10; i++) await suite.queue({}, 'starter');
    await suite.allAcked();
    expect(worker.engine.begun).toHaveLength(10);
  });

  it('keep what a busy worker cannot begin for others', async () => {
    const busy = await suite.start();
    await waitUntil(() => busy.registration.isRegistered);
    await suite.queue({ prompt: 'hangs' }, 'starter');
    await waitUntil(() => busy.engine.begun.length === 1);
    const other = await suite.start();
    for (const lane of lanes) await suite.queue({}, lane);
    await waitUntil(() => suite.state.stored.length === 3);
    expect(other.engine.begun).toHaveLength(3);
    await waitUntil(async () => (await suite.left()) === 1);
    expect(busy.engine.begun).toHaveLength(1);
  });

  it('are asked by a busy worker for as many images as it may have under way', async () => {
    const worker = await suite.start({ SLOTS: 3 });
    for (const lane of [...lanes, 'starter' as const]) await suite.queue({ prompt: 'hangs' }, lane);
    await waitUntil(() => worker.engine.begun.length === 3);
    await waitUntil(() => suite.state.heartbeats.at(-1)?.images.length === 3);
    expect(worker.engine.begun).toHaveLength(3);
  });

  it('are left by a busy worker to one that is free', async () => {
    const busy = await suite.start({ SLOTS: 4 });
    await suite.queue({ prompt: 'hangs' }, 'starter');
    await waitUntil(() => busy.engine.begun.length === 1);
    const free = await suite.start({ SLOTS: 4 });
    const waiting = async () =>
      (await suite.messaging.manager.consumers.info(workStream, workConsumer(model, 'starter'))).num_waiting;
    await waitUntil(async () => (await waiting()) === 1);
    await suite.queue({}, 'starter');
    await waitUntil(() => suite.state.stored.length === 1);
    expect([busy.engine.begun, free.engine.begun.length]).toEqual([['hangs'], 1]);
  });

  it('that a worker does not serve are left to one that does', async () => {
    const fast = await suite.start({ LANES: ['enterprise'] });
    await suite.queue({ prompt: 'of a starter' }, 'starter');
    await suite.queue({ prompt: 'of an enterprise' }, 'enterprise');
    await waitUntil(() => suite.state.stored.length === 1);
    const other = await suite.start({ LANES: ['professional', 'starter'] });
    await suite.allAcked();
    expect([fast.engine.begun, other.engine.begun]).toEqual([['of an enterprise'], ['of a starter']]);
  });

  it('work that may kill its worker runs alone', async () => {
    const worker = await suite.start({ SLOTS: 3 });
    const alone = await suite.queue({ prompt: 'hangs', alone: true });
    await waitUntil(() => worker.engine.begun.length === 1);
    await suite.queue({ prompt: 'later' });
    await waitUntil(() => suite.state.heartbeats.length >= 1);
    expect(worker.engine.begun).toEqual(['hangs']);
    suite.messaging.connection.publish(cancelSubject, ImageCancellation.encode({ imageId: alone.imageId }).finish());
    await suite.allAcked();
    expect(worker.engine.begun).toEqual(['hangs', 'later']);
  });
});
