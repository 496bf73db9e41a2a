import { FailureCause } from '@imageai/contracts/generation';
import { ImageProgress, type ImageWork } from '@imageai/contracts/inference';
import { deadLetterStream, followedSubject, progressSubject, workSubject } from '@imageai/contracts/subjects';
import { waitUntil } from '@imageai/testing';
import { describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { enqueue, imageWork, model } from './work-queue.js';
import { WorkerSuite } from './worker-suite.js';

const suite = WorkerSuite.install();

describe('an image', () => {
  it('is made from its work, stored with its pixels and parameters, reported, and acked', async () => {
    const worker = await suite.start();
    const work = await suite.queue({ width: 1024, height: 1024, negativePrompt: 'people, cars', private: true });
    await suite.allAcked();
    const { imageId } = work;
    const about = { imageId, attempt: 1, workerId: worker.workerId };
    expect(suite.state.started).toEqual([about]);
    expect(suite.state.stored).toEqual([{ ...about, storedAt: new Date(1_000), engineMs: 0 }]);
    const image = suite.state.images.get(imageId);
    expect(image?.header).toMatchObject({
      imageId,
      accountId: 'acct_1',
      generationId: work.generationId,
      width: 1024,
      height: 1024,
      format: 'png',
      retentionDays: 30,
      private: true,
      parametersText: [
        'a lighthouse',
        'Negative prompt: people, cars',
        'Steps: 4, CFG scale: 7.5, Seed: 7, Size: 1024x1024, Model hash: dddddddddd, Model: pattern-1.5, Style: painting',
      ].join('\n'),
    });
    expect(image?.pixels).toHaveLength(1024 * 1024 * 3);
    expect([...(image?.pixels.subarray(1_048_574, 1_048_578) ?? [])]).toEqual(
      [0, 1, 2, 3].map((i) => ((1_048_574 + i) * 7 + 7) % 256),
    );
  });

  it('is stored in the format and as closely as its work says', async () => {
    await suite.start();
    const { imageId } = await suite.queue({ outputFormat: 'jpeg', encoderQuality: 40 });
    const { imageId: left } = await suite.queue({ outputFormat: 'jpeg' });
    await suite.allAcked();
    expect(suite.state.images.get(imageId)?.header).toMatchObject({ format: 'jpeg', encoderQuality: 40 });
    expect(suite.state.images.get(left)?.header.encoderQuality).toBeUndefined();
  });

  it('is acked only after generation took the report', async () => {
    const gate = Promise.withResolvers<void>();
    suite.state.gates.set('reportStored', gate.promise);
    await suite.start();
    const { imageId } = await suite.queue();
    await waitUntil(() => suite.state.images.has(imageId));
    expect(await suite.left()).toBe(1);
    gate.resolve();
    await suite.allAcked();
    expect(suite.state.stored).toHaveLength(1);
  });

  it('comes to the engine with its account, the weight of its lane, and when it must be ready', async () => {
    const worker = await suite.start();
    const { expiresAt } = await suite.queue({}, 'professional');
    await suite.allAcked();
    expect(worker.engine.terms).toEqual([{ tenant: 'acct_1', weight: 3, deadline: expiresAt?.getTime() }]);
  });

  it('that is late in the engine is left to generation, which ends it by its own clock', async () => {
    await suite.start();
    await suite.queue({ prompt: 'is late' });
    await suite.allAcked();
    expect([suite.state.stored, suite.state.failed]).toEqual([[], []]);
  });

  it('is not begun when generation says so', async () => {
    const worker = await suite.start();
    const work = imageWork();
    suite.state.drop.add(work.imageId);
    await enqueue(suite.messaging, work);
    await suite.allAcked();
    expect(worker.engine.begun).toEqual([]);
    expect(suite.state.images.size).toBe(0);
  });

  it('that is late is not even asked about', async () => {
    await suite.start();
    await suite.queue({ expiresAt: new Date(Date.now() - 1) });
    await suite.allAcked();
    expect(suite.state.started).toEqual([]);
  });

  it.each<[string, Partial<ImageWork>, boolean, FailureCause?]>([
    ['of other weights than this worker has', { modelDigest: 'e'.repeat(64) }, true],
    ['of a model that this worker cannot use', { model: 'broken' }, true],
    ['of a model that this worker does not have', { model: 'other' }, true],
    [
      "that the model's safety checker holds for unsafe",
      { prompt: 'unsafe' },
      true,
      FailureCause.FAILURE_CAUSE_CONTENT_PROHIBITED,
    ],
    ['that the model refuses', { prompt: 'refuses' }, true],
    ['that the engine fails at', { prompt: 'fails' }, false],
  ])(
    '%s is reported as failed, then acked',
    async (_what, values, permanent, cause = FailureCause.FAILURE_CAUSE_UNSPECIFIED) => {
      const gate = Promise.withResolvers<void>();
      suite.state.gates.set('reportFailed', gate.promise);
      await suite.start();
      const { imageId } = await suite.queue(values);
      const next = await suite.queue();
      gate.resolve();
      await suite.allAcked();
      expect(suite.state.failed).toEqual([expect.objectContaining({ imageId, attempt: 1, permanent })]);
      expect(suite.state.failed[0]?.reason).not.toBe('');
      expect(suite.state.failed[0]?.cause).toBe(cause);
      expect(suite.state.images.has(imageId)).toBe(false);
      expect(suite.state.stored).toEqual([expect.objectContaining({ imageId: next.imageId })]);
    },
  );

  it('that generation does not keep is deleted before its message is acked', async () => {
    const gate = Promise.withResolvers<void>();
    suite.state.gates.set('deleteImage', gate.promise);
    const work = imageWork();
    suite.state.notKept.add(work.imageId);
    await suite.start();
    await enqueue(suite.messaging, work);
    await waitUntil(() => suite.state.stored.length === 1);
    expect(await suite.left()).toBe(1);
    gate.resolve();
    await suite.allAcked();
    expect(suite.state.deleted).toEqual([{ accountId: 'acct_1', imageId: work.imageId }]);
  });

  it('that storage refuses for good is failed for good', async () => {
    suite.state.errors.push({ method: 'storeImage', code: 'conflict' });
    await suite.start();
    await suite.queue();
    await suite.allAcked();
    expect(suite.state.failed).toEqual([expect.objectContaining({ permanent: true })]);
  });

  it('tells of its progress, the first and the last step always', async () => {
    const seen: ImageProgress[] = [];
    const work = imageWork({ steps: 30, index: 2 });
    suite.messaging.connection.subscribe(progressSubject(work.generationId), {
      callback: (_error, message) => void seen.push(ImageProgress.decode(message.data)),
    });
    await suite.messaging.connection.flush();
    await suite.start();
    await enqueue(suite.messaging, work);
    await suite.allAcked();
    await waitUntil(() => seen.length >= 2);
    expect(seen[0]).toMatchObject({ imageId: work.imageId, index: 2, step: 1, of: 30 });
    expect(seen.at(-1)).toMatchObject({ step: 30, of: 30 });
    expect(seen.length).toBeLessThan(10);
  });

  it('tells who begins to follow half way how far it is, at once', async () => {
    const work = imageWork({ steps: 2, prompt: 'pauses' });
    const worker = await suite.start();
    await enqueue(suite.messaging, work);
    await waitUntil(() => worker.engine.steps > 0, { timeoutMs: 30_000 });
    const seen: ImageProgress[] = [];
    const { connection } = suite.messaging;
    connection.subscribe(progressSubject(work.generationId), {
      callback: (_error, message) => void seen.push(ImageProgress.decode(message.data)),
    });
    connection.publish(followedSubject(work.generationId));
    await waitUntil(() => seen.length > 0, { timeoutMs: 30_000 });
    expect(seen[0]).toMatchObject({ imageId: work.imageId, step: 1, of: 2 });
    worker.engine.pause.resolve();
    await suite.allAcked();
  });

  it('brings previews, small JPEGs, to those who listen', async () => {
    const seen: ImageProgress[] = [];
    const work = imageWork({ steps: 8, seed: 200, prompt: 'slow 100' });
    suite.messaging.connection.subscribe(progressSubject(work.generationId), {
      callback: (_error, message) => void seen.push(ImageProgress.decode(message.data)),
    });
    await suite.messaging.connection.flush();
    await suite.start();
    await enqueue(suite.messaging, work);
    await waitUntil(() => seen.some(({ step, of }) => step === of && of > 0), { timeoutMs: 30_000 });
    const previews = seen.map(({ preview }) => preview).filter(({ length }) => length > 0);
    expect(previews.length).toBeGreaterThan(0);
    for (const preview of previews) {
      const { data, info } = await sharp(preview).raw().toBuffer({ resolveWithObject: true });
      expect([info.width, info.height]).toEqual([192, 192]);
      expect(Math.abs((data[0] ?? 0) - 200)).toBeLessThan(4);
    }
  });

  it('makes no previews while nobody listens', async () => {
    const worker = await suite.start();
    await suite.queue({ steps: 8, prompt: 'slow 100' });
    await suite.allAcked();
    expect(worker.engine.previews).toBe(0);
  });
});

it('moves work that nobody can read to the dead letters, and goes on', async () => {
  await suite.start();
  await suite.messaging.jetStream.publish(workSubject(model, 'starter'), new Uint8Array([255, 255, 255]));
  await suite.queue();
  await suite.allAcked();
  expect((await suite.messaging.manager.streams.info(deadLetterStream)).state.messages).toBe(1);
  expect(suite.state.stored).toHaveLength(1);
});
