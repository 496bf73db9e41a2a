import { describe, expect, it } from '@jest/globals';
import * as errors from '../errors.js';
import { errorOf } from './error-of.js';

const answer = (status: number, code: string, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify({ error: { message: 'In words.', type: 'a_type', param: 'width', code } }), {
    status,
    headers,
  });

describe('errorOf', () => {
  it.each([
    [400, 'parameter_invalid', errors.InvalidRequestError],
    [401, 'invalid_api_key', errors.AuthenticationError],
    [403, 'plan_required', errors.PermissionDeniedError],
    [403, 'content_prohibited', errors.ContentProhibitedError],
    [404, 'not_found', errors.NotFoundError],
    [405, 'method_not_allowed', errors.InvalidRequestError],
    [409, 'conflict', errors.ConflictError],
    [410, 'image_gone', errors.NotFoundError],
    [413, 'payload_too_large', errors.InvalidRequestError],
    [415, 'unsupported_media_type', errors.InvalidRequestError],
    [418, 'not_known_here', errors.ImageAIError],
    [422, 'idempotency_mismatch', errors.InvalidRequestError],
    [429, 'rate_limit_exceeded', errors.RateLimitError],
    [429, 'monthly_quota_exceeded', errors.QuotaExceededError],
    [500, 'internal_error', errors.ServerError],
    [503, 'overloaded', errors.ServerError],
  ])('is of the class of its status and code: %i %s', async (status, code, Class) => {
    const error = await errorOf(answer(status, code));
    expect(error.constructor).toBe(Class);
    expect(error.name).toBe(Class.name);
    expect(error).toBeInstanceOf(errors.ImageAIError);
  });

  it('says all that the answer says', async () => {
    const headers = { 'x-request-id': 'req_9', 'retry-after': '2', 'x-should-retry': 'false' };
    expect(await errorOf(answer(400, 'parameter_invalid', headers))).toMatchObject({
      message: 'In words.',
      status: 400,
      code: 'parameter_invalid',
      type: 'a_type',
      param: 'width',
      requestId: 'req_9',
      retryAfterMs: 2000,
      shouldRetry: false,
    });
  });

  it('understands a Retry-After that is a date, also one that has passed', async () => {
    const now = Date.parse('2026-11-22T10:00:00Z');
    const at = async (date: string) => (await errorOf(answer(503, 'x', { 'retry-after': date }), now)).retryAfterMs;
    expect(await at('Sun, 22 Nov 2026 10:00:07 GMT')).toBe(7000);
    expect(await at('Sun, 22 Nov 2026 09:00:00 GMT')).toBe(0);
    expect(await at('soon')).toBeUndefined();
  });

  it.each(['<html>Bad gateway</html>', '', 'null', '{"error":"text"}', '{"error":{"message":7}}'])(
    'is a sentence where what answers does not keep to the envelope: %s',
    async (body) => {
      const error = await errorOf(new Response(body, { status: 502 }));
      expect(error).toBeInstanceOf(errors.ServerError);
      expect(error.message).toBe('The server answered with status 502 and gave no reason.');
    },
  );
});
