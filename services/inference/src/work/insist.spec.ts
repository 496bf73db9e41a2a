import { AppError, type ErrorCode } from '@imageai/errors';
import { describe, expect, it } from '@jest/globals';
import { insist } from './insist.js';

const never = new AbortController().signal;
/** Fails with each of the codes, then answers. */
const failing = (codes: ErrorCode[]) => {
  const left = [...codes];
  const call = async () => {
    const code = left.shift();
    if (code !== undefined) throw new AppError(code);
    return 'answer';
  };
  return { call, left };
};

describe('insisting', () => {
  it('calls until who was away is back', async () => {
    expect(await insist(failing(Array(5).fill('unavailable')).call, never)).toBe('answer');
  });

  it('bears a few failures, and not more', async () => {
    expect(await insist(failing(['internal_error', 'internal_error']).call, never)).toBe('answer');
    const { call, left } = failing(Array(9).fill('internal_error'));
    await expect(insist(call, never)).rejects.toMatchObject({ code: 'internal_error' });
    expect(left).toHaveLength(5);
  });

  it('takes a refusal at its word', async () => {
    const { call, left } = failing(['conflict', 'unavailable']);
    await expect(insist(call, never)).rejects.toMatchObject({ code: 'conflict' });
    expect(left).toEqual(['unavailable']);
  });

  it('ends with the reason of its signal, also while it waits', async () => {
    const abort = new AbortController();
    const call = async () => {
      queueMicrotask(() => abort.abort('draining'));
      throw new AppError('unavailable');
    };
    await expect(insist(call, abort.signal)).rejects.toBe('draining');
    await expect(insist(async () => 'answer', abort.signal)).rejects.toBe('draining');
  });
});
