import { expect, it } from '@jest/globals';
import { ReadLimit } from './read-limit.js';

it('lets an account read so often a minute, and says when it can again', () => {
  const time = { ms: 0 };
  const reads = new ReadLimit(60, () => time.ms);
  for (let read = 0; read < 60; read++) reads.take('a');
  expect(() => reads.take('a')).toThrow(expect.objectContaining({ code: 'rate_limit_exceeded', retryAfterSeconds: 1 }));
  reads.take('b');
  time.ms = 1000;
  reads.take('a');
  expect(() => reads.take('a')).toThrow();
});

it('keeps no more accounts than it may', () => {
  const reads = new ReadLimit(1, () => 0, 2);
  for (const account of ['a', 'b', 'c', 'a']) reads.take(account);
  expect(() => reads.take('c')).toThrow();
});
