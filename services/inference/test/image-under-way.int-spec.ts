import { ImageCancellation } from '@imageai/contracts/inference';
import { cancelSubject } from '@imageai/contracts/subjects';
import { waitUntil } from '@imageai/testing';
import { describe, expect, it } from '@jest/globals';
import { enqueue } from './work-queue.js';
import { WorkerSuite } from './worker-suite.js';

const suite = WorkerSuite.install();

describe('an image under way', () => {
  it('is dropped at its next step when it is cancelled', async () => {
    const worker = await suite.start();
    const { imageId } = await suite.queue({ prompt: 'hangs' });
    await waitUntil(() => worker.engine.begun.length === 1);
    suite.messaging.connection.publish(cancelSubject, ImageCancellation.encode({ imageId }).finish());
    await suite.allAcked();
    expect([suite.state.stored, suite.state.failed]).toEqual([[], []]);
  });

  it('is dropped when a heartbeat says so, and kept alive by them until then', async () => {
    await suite.start();
    const { imageId } = await suite.queue({ prompt: 'hangs' });
    await waitUntil(() => suite.state.heartbeats.length > 0);
    expect(suite.state.heartbeats[0]?.images).toEqual([{ imageId, attempt: 1 }]);
    expect(await suite.left()).toBe(1);
    suite.state.dropAtHeartbeat.add(imageId);
    await suite.allAcked();
    expect([suite.state.stored, suite.state.failed]).toEqual([[], []]);
  });

  it('is made once, though its message comes again', async () => {
    const worker = await suite.start({ SLOTS: 2 });
    const work = await suite.queue({ prompt: 'slow 100' });
    await enqueue(suite.messaging, work);
    await suite.allAcked();
    expect(worker.engine.begun).toHaveLength(1);
    expect(suite.state.stored).toHaveLength(1);
  });

  it('gives way to a later attempt', async () => {
    const worker = await suite.start({ SLOTS: 2 });
    const work = await suite.queue({ prompt: 'hangs' });
    await waitUntil(() => worker.engine.begun.length === 1);
    await enqueue(suite.messaging, { ...work, attempt: 2, prompt: 'quick' });
    await suite.allAcked();
    expect(suite.state.stored).toEqual([expect.objectContaining({ imageId: work.imageId, attempt: 2 })]);
  });
});
