import { expect, test } from '@jest/globals';
import { waitUntil } from './wait-until.js';

test('asks until there is an answer, and returns it', async () => {
  let asked = 0;
  const answer = await waitUntil(() => (++asked < 3 ? undefined : { asked }), { intervalMs: 1 });
  expect(answer).toEqual({ asked: 3 });
});

test('zero and an empty string are answers', async () => {
  expect(await waitUntil(() => 0)).toBe(0);
  expect(await waitUntil(() => '')).toBe('');
});

test('the failure says what was waited for, and why the last try failed', async () => {
  const refuse = (): never => {
    throw new Error('connection refused');
  };
  const failure = waitUntil(refuse, { timeoutMs: 20, intervalMs: 5, what: 'the first image' });
  await expect(failure).rejects.toMatchObject({
    message: 'the first image did not come within 20 ms',
    cause: { message: 'connection refused' },
  });
});
