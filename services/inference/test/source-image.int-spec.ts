import { newId } from '@imageai/api';
import { waitUntil } from '@imageai/testing';
import { describe, expect, it } from '@jest/globals';
import { WorkerSuite } from './worker-suite.js';

const suite = WorkerSuite.install();
const size = { width: 64, height: 64 };

/** An input of the account, as storage holds it. */
function input(fill: number, accountId = 'acct_1') {
  const id = newId('inp');
  const pixels = Buffer.alloc(size.width * size.height * 3, fill);
  suite.state.inputs.set(`${accountId} ${id}`, { ...size, pixels });
  return { id, pixels: new Uint8Array(pixels) };
}

const sourceOf = (imageInputId: string, maskInputId = '') => ({
  imageInputId,
  imageSha256: 'abcdef0123456789',
  maskInputId,
  maskSha256: maskInputId === '' ? '' : '0123456789abcdef',
  strength: 0.6,
});

describe('an image that begins with another', () => {
  it('comes to the engine with the pixels that storage holds, and how much of them to make anew', async () => {
    const [image, mask] = [input(7), input(255)];
    const worker = await suite.start();
    const { imageId } = await suite.queue({ source: sourceOf(image.id, mask.id) });
    await suite.allAcked();
    expect(worker.engine.requests).toEqual([
      expect.objectContaining({
        image: { ...size, pixels: image.pixels },
        mask: { ...size, pixels: mask.pixels },
        strength: 0.6,
      }),
    ]);
    expect(suite.state.images.get(imageId)?.header.parametersText).toContain(
      'Denoising strength: 0.6, Init image hash: abcdef0123, Mask hash: 0123456789',
    );
  });

  it('has no mask where its work names none', async () => {
    const image = input(7);
    const worker = await suite.start();
    await suite.queue({ source: sourceOf(image.id) });
    await suite.allAcked();
    expect(worker.engine.requests[0]).not.toHaveProperty('mask');
  });

  it('waits while storage is away', async () => {
    const image = input(7);
    suite.state.errors = Array.from({ length: 6 }, () => ({ method: 'readInput', code: 'unavailable' }));
    await suite.start();
    await suite.queue({ source: sourceOf(image.id) });
    await suite.allAcked();
    expect(suite.state.stored).toHaveLength(1);
    expect(suite.state.failed).toEqual([]);
  });

  it.each([
    ['is gone', () => newId('inp')],
    ["is another account's", () => input(7, 'acct_2').id],
  ])('fails for good where that %s', async (_why, id) => {
    const worker = await suite.start();
    await suite.queue({ source: sourceOf(id()) });
    await suite.allAcked();
    expect(suite.state.failed).toEqual([
      expect.objectContaining({ permanent: true, reason: 'what it begins with is gone' }),
    ]);
    expect(worker.engine.requests).toEqual([]);
  });

  it('is dropped while it waits for storage, when generation says so', async () => {
    const gate = Promise.withResolvers<void>();
    suite.state.gates.set('readInput', gate.promise);
    await suite.start();
    const { imageId } = await suite.queue({ source: sourceOf(input(7).id) });
    await waitUntil(() => suite.state.started.length === 1);
    suite.state.dropAtHeartbeat.add(imageId);
    await suite.allAcked();
    gate.resolve();
    expect([suite.state.stored, suite.state.failed]).toEqual([[], []]);
  });
});
