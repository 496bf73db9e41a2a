import { createLogger } from '@imageai/telemetry';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { LastUseRecorder } from './last-use-recorder.js';
import type { VerificationRepository } from './verification.repository.js';

const noteUse = jest.fn(async (_keyIds: readonly string[]) => undefined);
const repository = { noteUse } as unknown as VerificationRepository;
let recorder: LastUseRecorder;

beforeEach(() => {
  jest.useFakeTimers();
  noteUse.mockClear();
  recorder = new LastUseRecorder(repository, createLogger('test', 'silent'));
});
afterEach(() => {
  jest.useRealTimers();
});

it('writes nothing when it is told, and all that it was told in one statement soon after', async () => {
  for (const keyId of ['key_a', 'key_b', 'key_a']) recorder.note(keyId);
  expect(noteUse).not.toHaveBeenCalled();
  await jest.advanceTimersByTimeAsync(2_000);
  expect(noteUse.mock.calls).toEqual([[['key_a', 'key_b']]]);
  await jest.advanceTimersByTimeAsync(10_000);
  expect(noteUse).toHaveBeenCalledTimes(1);
});

it('outlives a database that is away, and goes on with the next use', async () => {
  noteUse.mockRejectedValueOnce(new Error('away'));
  recorder.note('key_a');
  await jest.advanceTimersByTimeAsync(2_000);
  recorder.note('key_a');
  await jest.advanceTimersByTimeAsync(2_000);
  expect(noteUse).toHaveBeenCalledTimes(2);
});
