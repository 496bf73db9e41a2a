import { type ImageWork } from '@imageai/contracts/inference';
import { waitUntil } from '@imageai/testing';
import { describe, expect, it } from '@jest/globals';
import { WorkerSuite } from './worker-suite.js';

const suite = WorkerSuite.install();

describe('a worker that stops', () => {
  it('finishes what it began, and leaves the rest to others', async () => {
    const worker = await suite.start();
    const first = await suite.queue({ prompt: 'slow 50' });
    await waitUntil(() => worker.engine.begun.length === 1);
    const second = await suite.queue();
    await worker.stop();
    expect(suite.state.stored).toEqual([expect.objectContaining({ imageId: first.imageId })]);
    expect(await suite.left()).toBe(1);
    await suite.start();
    await suite.allAcked();
    expect(suite.state.stored[1]?.imageId).toBe(second.imageId);
    expect(suite.state.handedBack).toEqual([]);
  });

  it('hands back what it cannot finish in time, and acks it then', async () => {
    const worker = await suite.start({ DRAIN_TIMEOUT_SECONDS: 0.05 });
    const { imageId } = await suite.queue({ prompt: 'hangs' });
    await waitUntil(() => worker.engine.begun.length === 1);
    await worker.stop();
    expect(suite.state.handedBack).toEqual([{ workerId: worker.workerId, images: [{ imageId, attempt: 1 }] }]);
    expect(await suite.left()).toBe(0);
    expect([suite.state.stored, suite.state.failed]).toEqual([[], []]);
  });

  it('ten times over under load fails and doubles nothing', async () => {
    const all: ImageWork[] = [];
    for (let i = 0; i < 40; i++)
      all.push(await suite.queue({ prompt: 'slow 2' }, i % 2 === 0 ? 'starter' : 'enterprise'));
    for (let i = 0; i < 10; i++) {
      const worker = await suite.start();
      await waitUntil(() => worker.engine.begun.length > 0 || suite.state.stored.length === all.length);
      await worker.stop();
    }
    await suite.start();
    await suite.allAcked();
    expect(suite.state.failed).toEqual([]);
    expect(suite.state.stored.map(({ imageId }) => imageId).toSorted()).toEqual(
      all.map(({ imageId }) => imageId).toSorted(),
    );
  });
});
