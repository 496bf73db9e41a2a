import { waitUntil } from '@imageai/testing';
import { describe, expect, it } from '@jest/globals';
import { makeQueue, model } from './work-queue.js';
import { WorkerSuite } from './worker-suite.js';

const suite = WorkerSuite.install();

describe('when another service is away', () => {
  it('keeps the pixels until storage is back', async () => {
    const unavailable = { method: 'storeImage', code: 'unavailable' } as const;
    suite.state.errors.push(unavailable, unavailable, unavailable);
    const worker = await suite.start();
    await suite.queue();
    await suite.allAcked();
    expect(suite.state.errors).toEqual([]);
    expect(worker.engine.begun).toHaveLength(1);
    expect(suite.state.stored).toHaveLength(1);
  });

  it('makes at most one more image while the pixels of one cannot be stored', async () => {
    const gate = Promise.withResolvers<void>();
    suite.state.gates.set('storeImage', gate.promise);
    const worker = await suite.start();
    for (let i = 0; i < 4; i++) await suite.queue();
    await waitUntil(() => worker.engine.begun.length === 2);
    await waitUntil(() => suite.state.heartbeats.length >= 1);
    expect(worker.engine.begun).toHaveLength(2);
    gate.resolve();
    await suite.allAcked();
    expect(suite.state.stored).toHaveLength(4);
  });

  it('reports when generation is back, acks then, and makes the image once', async () => {
    const unavailable = { method: 'reportStored', code: 'unavailable' } as const;
    suite.state.errors.push(...Array(10).fill(unavailable));
    const worker = await suite.start();
    const { imageId } = await suite.queue();
    await waitUntil(() => suite.state.images.has(imageId));
    await waitUntil(() => suite.state.errors.length < 8);
    expect(await suite.left()).toBe(1);
    await suite.allAcked();
    expect(suite.state.errors).toEqual([]);
    expect(worker.engine.begun).toHaveLength(1);
    expect(suite.state.stored).toHaveLength(1);
  });

  it('registers again, and pulls, when generation comes later', async () => {
    await suite.stopFakes();
    await suite.start();
    await suite.queue();
    await suite.startFakes();
    await suite.allAcked();
    expect(suite.state.registrations[0]?.models).toMatchObject([
      {
        name: model,
        digest: 'd'.repeat(64),
        maxPixels: 4194304n,
        unusableReason: '',
        pipeline: 'PatternPipeline',
        features: ['text-to-image'],
      },
      { name: 'broken', unusableReason: 'no weights' },
    ]);
  });

  it('goes on pulling after NATS was killed and came back', async () => {
    const worker = await suite.start();
    await suite.queue();
    await suite.allAcked();
    await suite.nats.kill();
    await suite.nats.restart();
    await waitUntil(() => suite.messaging.isReachable());
    await suite.queue();
    await suite.allAcked();
    expect(worker.engine.begun).toHaveLength(2);
  });

  it('registers again when its consumers are gone', async () => {
    await suite.start();
    await waitUntil(() => suite.state.registrations.length === 1);
    await suite.messaging.manager.streams.delete('IMAGEAI_WORK');
    await waitUntil(() => suite.state.registrations.length > 1, { timeoutMs: 30_000 });
    await makeQueue(suite.messaging);
    await suite.queue();
    await suite.allAcked();
  });
});
