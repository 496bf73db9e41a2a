import { AppError } from '@imageai/errors';
import { expect, it, jest } from '@jest/globals';
import { Batcher } from './batcher.js';

/** Batches that end when the test says so. */
function heldBatches() {
  const batches: { inputs: readonly number[]; end: () => void }[] = [];
  const run = (inputs: readonly number[]) =>
    new Promise<readonly number[]>((resolve) => {
      batches.push({ inputs, end: () => resolve(inputs.map((input) => input * 10)) });
    });
  return { batches, run };
}

it('runs an input at once while a lane is free, and puts together those that come while none is', async () => {
  const { batches, run } = heldBatches();
  const batcher = new Batcher({ run, lanes: 2, maxBatch: 3 });
  const outputs = Promise.all([1, 2, 3, 4, 5, 6].map((input) => batcher.add(input)));
  expect(batches.map(({ inputs }) => inputs)).toEqual([[1], [2]]);
  batches[0]?.end();
  await new Promise(setImmediate);
  expect(batches[2]?.inputs).toEqual([3, 4, 5]);
  batches[1]?.end();
  await new Promise(setImmediate);
  batches[2]?.end();
  batches[3]?.end();
  expect(await outputs).toEqual([10, 20, 30, 40, 50, 60]);
});

it('tries each alone when a batch fails, so that one bad input fails only itself', async () => {
  const run = jest.fn(async (inputs: readonly number[]) => {
    if (inputs.includes(13)) throw new Error('thirteen');
    return inputs;
  });
  const batcher = new Batcher({ run, lanes: 1, maxBatch: 8 });
  const results = await Promise.allSettled([1, 2, 13, 4].map((input) => batcher.add(input)));
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
});

it('does not try again what failed because the other side is away', async () => {
  const run = jest.fn(async () => {
    throw new AppError('unavailable');
  });
  const batcher = new Batcher<number, number>({ run, lanes: 1, maxBatch: 8 });
  const results = await Promise.allSettled([1, 2, 3].map((input) => batcher.add(input)));
  expect(results.every(({ status }) => status === 'rejected')).toBe(true);
  expect(run).toHaveBeenCalledTimes(2);
});

it('answers unavailable in time when nothing comes back, and never runs what nobody waits for any more', async () => {
  jest.useFakeTimers();
  const { batches, run } = heldBatches();
  const batcher = new Batcher({ run, lanes: 1, maxBatch: 8, timeoutMs: 1_000 });
  const both = Promise.allSettled([batcher.add(1), batcher.add(2)]);
  await jest.advanceTimersByTimeAsync(1_000);
  jest.useRealTimers();
  for (const result of await both) expect(result).toMatchObject({ reason: { code: 'unavailable' } });
  batches[0]?.end();
  await new Promise(setImmediate);
  expect(batches.map(({ inputs }) => inputs)).toEqual([[1]]);
  const third = batcher.add(3);
  batches[1]?.end();
  expect(await third).toBe(30);
});
