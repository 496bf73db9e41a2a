import { AppError } from '@imageai/errors';
import { describe, expect, it } from '@jest/globals';
import { untilAvailable } from './until-available.js';

const failing = (error: unknown, times = Number.POSITIVE_INFINITY) => {
  const calls = { made: 0 };
  const call = async () => {
    calls.made++;
    if (calls.made <= times) throw error;
    return 'answer';
  };
  return { calls, call };
};

describe('untilAvailable', () => {
  it('asks again while a service is away', async () => {
    const { calls, call } = failing(new AppError('unavailable'), 2);
    expect(await untilAvailable(1_000, call)).toBe('answer');
    expect(calls.made).toBe(3);
  });

  it('gives up when its patience ends, in the words for clients', async () => {
    const { calls, call } = failing(new AppError('unavailable', { message: 'Postgres at 10.0.0.1 is away' }));
    await expect(untilAvailable(0, call)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.not.stringContaining('Postgres'),
    });
    expect(calls.made).toBe(1);
  });

  it('never shows clients the fault of a service as their own', async () => {
    for (const code of ['invalid_api_key', 'insufficient_scope', 'parameter_invalid', 'not_found'] as const) {
      const { calls, call } = failing(new AppError(code, { message: 'the service token is wrong' }));
      await expect(untilAvailable(1_000, call)).rejects.toMatchObject({
        code: 'internal_error',
        message: expect.not.stringContaining('token'),
      });
      expect(calls.made).toBe(1);
    }
  });

  it('tells clients at once what is theirs to hear', async () => {
    const { calls, call } = failing(new AppError('not_found', { message: 'no row' }));
    const refusal = new AppError('not_found');
    await expect(untilAvailable(1_000, call, ({ code }) => (code === 'not_found' ? refusal : undefined))).rejects.toBe(
      refusal,
    );
    expect(calls.made).toBe(1);
  });
});
