import { expect, it } from '@jest/globals';
import { Batcher } from './batcher.js';

it('runs the first at once and puts together what comes meanwhile', async () => {
  const batches: (readonly number[])[] = [];
  const batcher = new Batcher(async (inputs: readonly number[]) => {
    batches.push(inputs);
    return inputs.map((input) => input * 2);
  }, 2);
  expect(await Promise.all([1, 2, 3, 4].map((input) => batcher.add(input)))).toEqual([2, 4, 6, 8]);
  expect(batches).toEqual([[1], [2, 3], [4]]);
});

it('one that is refused fails alone', async () => {
  const batcher = new Batcher(async (inputs: readonly number[]) => {
    if (inputs.includes(3)) throw new Error('not 3');
    return inputs;
  }, 10);
  const results = await Promise.allSettled([1, 2, 3, 4].map((input) => batcher.add(input)));
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
});
