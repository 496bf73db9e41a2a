import { expect, it } from '@jest/globals';
import { Turns } from './turns.js';

it('runs work on one name in turn, also after a failure, and other names at once', async () => {
  const turns = new Turns();
  const order: string[] = [];
  const gate = Promise.withResolvers<void>();
  const first = turns.take('a', async () => {
    order.push('a1 begins');
    await gate.promise;
    throw new Error('a1 failed');
  });
  const second = turns.take('a', async () => order.push('a2'));
  await turns.take('b', async () => order.push('b'));
  gate.resolve();
  await expect(first).rejects.toThrow('a1 failed');
  await second;
  expect(order).toEqual(['a1 begins', 'b', 'a2']);
});
