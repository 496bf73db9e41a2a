import { describe, expect, it } from '@jest/globals';
import { ConnectionError, ImageAIError } from '../errors.js';
import { retryDelayMs } from './retry.js';

const failed = (facts: ConstructorParameters<typeof ImageAIError>[1]) => new ImageAIError('failed', facts);

describe('retryDelayMs', () => {
  it('doubles the wait with every failure up to 8 s, and spreads it over its upper half', () => {
    const waits = [0, 1, 2, 3, 4, 5, 50].map((failures) => retryDelayMs(failed({ status: 500 }), failures, 1));
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 8000, 8000]);
    expect(retryDelayMs(failed({ status: 500 }), 2, 0)).toBe(1000);
  });

  it.each([408, 429, 500, 502, 503, 504])('tries again after %i', (status) => {
    expect(retryDelayMs(failed({ status }), 0)).toBeGreaterThan(0);
  });

  it('tries again where no answer came', () => {
    expect(retryDelayMs(new ConnectionError('cut'), 0)).toBeGreaterThan(0);
  });

  it.each([400, 401, 403, 404, 409, 410, 413, 415, 422, 501])('takes %i for an answer', (status) => {
    expect(retryDelayMs(failed({ status }), 0)).toBeUndefined();
  });

  it('never waits less than the server asks for, and hardly more', () => {
    const asked = failed({ status: 503, retryAfterMs: 20_000 });
    expect([retryDelayMs(asked, 0, 0), retryDelayMs(asked, 5, 1)]).toEqual([20_000, 20_250]);
  });

  it('gives up at once where the server asks for more than a minute', () => {
    expect(retryDelayMs(failed({ status: 503, retryAfterMs: 60_001 }), 0)).toBeUndefined();
  });

  it('obeys what the server says of trying again, whatever the status', () => {
    expect(retryDelayMs(failed({ status: 429, shouldRetry: false }), 0)).toBeUndefined();
    expect(retryDelayMs(failed({ status: 400, shouldRetry: true }), 0)).toBeGreaterThan(0);
  });

  it('waits for a conflict that says when it is over', () => {
    expect(retryDelayMs(failed({ status: 409, retryAfterMs: 1000 }), 0, 0)).toBe(1000);
  });

  it('does not ask for the time of a deadline again that has passed', () => {
    expect(retryDelayMs(failed({ status: 500, code: 'generation_timeout' }), 0)).toBeUndefined();
  });
});
