import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { image } from '../../test/answers.js';
import { cut, cutAfter, json, MisbehavingServer, refusal, silence } from '../../test/misbehaving-server.js';
import {
  AuthenticationError,
  ConflictError,
  ConnectionError,
  QuotaExceededError,
  RateLimitError,
  ServerError,
  TimeoutError,
} from '../errors.js';
import { ImageAI } from '../image-ai.js';
import type { ImageAIOptions } from '../options.js';

let server: MisbehavingServer;
beforeAll(async () => {
  server = await MisbehavingServer.start();
});
afterAll(() => server.stop());

const apiKey = 'iai_live_secret';
const clientOf = (options: Partial<ImageAIOptions> = {}) => new ImageAI({ apiKey, baseUrl: server.url, ...options });
const draw = (client = clientOf()) => client.generate({ prompt: 'a lake' });
const keys = () => server.requests.map(({ headers }) => headers['idempotency-key']);

describe('requests', () => {
  it('carry key, type and body, and answer the JSON', async () => {
    server.answer(json(200, image));
    expect(await draw()).toEqual(image);
    expect(server.requests).toMatchObject([
      { method: 'POST', url: '/api/generate-image', body: '{"prompt":"a lake"}' },
    ]);
    expect(server.requests[0]?.headers).toMatchObject({
      authorization: `Bearer ${apiKey}`,
      'content-type': 'application/json',
      'idempotency-key': expect.stringMatching(/^[0-9a-f]{32}$/),
    });
  });

  it('keep the path of an address that the API shares with others', async () => {
    server.answer(json(200, image));
    await draw(clientOf({ baseUrl: `${server.url}/images//` }));
    expect(server.requests[0]?.url).toBe('/images/api/generate-image');
  });

  it('carry headers of the caller, who can replace all but the key', async () => {
    server.answer(json(200, image));
    const headers = { 'X-Request-Id': 'mine', 'Idempotency-Key': 'too', Authorization: 'Bearer other' };
    await clientOf().generate({ prompt: 'a lake' }, { headers });
    expect(server.requests[0]?.headers).toMatchObject({
      'x-request-id': 'mine',
      'idempotency-key': 'too',
      authorization: `Bearer ${apiKey}`,
    });
  });
});

describe('trying again', () => {
  it.each([
    ['a connection that is cut', cut],
    ['an answer that is cut', cutAfter('{"id": "img')],
    ['a 500', refusal(500, 'internal_error')],
    ['a proxy that answers in HTML', (response) => void response.writeHead(502).end('<html>')],
    ['a conflict that passes', refusal(409, 'conflict', { 'retry-after': '0' })],
  ] satisfies [string, Parameters<MisbehavingServer['answer']>[0]][])(
    'gets over %s, under one idempotency key',
    async (_, fault) => {
      server.answer(fault, json(200, image));
      expect(await draw()).toEqual(image);
      expect(keys()).toHaveLength(2);
      expect(new Set(keys()).size).toBe(1);
    },
  );

  it('gives every call an idempotency key of its own, unless the caller names one', async () => {
    server.answer(json(200, image));
    const client = clientOf();
    await Promise.all([draw(client), draw(client)]);
    await client.generate({ prompt: 'a lake' }, { idempotencyKey: 'order-7' });
    expect(new Set(keys()).size).toBe(3);
    expect(keys()[2]).toBe('order-7');
  });

  it('waits as long as Retry-After says', async () => {
    server.answer(refusal(429, 'rate_limit_exceeded', { 'retry-after': '1' }), json(200, image));
    expect(await draw()).toEqual(image);
    const [first, second] = server.requests;
    expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThanOrEqual(990);
  });

  it('does not wait where Retry-After is longer than anybody would', async () => {
    server.answer(refusal(429, 'rate_limit_exceeded', { 'retry-after': '3600' }));
    await expect(draw()).rejects.toMatchObject({ constructor: RateLimitError, retryAfterMs: 3_600_000 });
    expect(server.requests).toHaveLength(1);
  });

  it('does not happen where the server says that it makes no sense', async () => {
    server.answer(refusal(429, 'monthly_quota_exceeded', { 'x-should-retry': 'false' }));
    await expect(draw()).rejects.toThrow(QuotaExceededError);
    expect(server.requests).toHaveLength(1);
  });

  it.each([
    [401, 'invalid_api_key', AuthenticationError],
    [409, 'conflict', ConflictError],
    [500, 'generation_timeout', ServerError],
  ])('does not happen after %i %s', async (status, code, Class) => {
    server.answer(refusal(status, code));
    await expect(draw()).rejects.toThrow(Class);
    expect(server.requests).toHaveLength(1);
  });

  it('ends after as many tries as the caller allows, with the last error', async () => {
    server.answer(refusal(500, 'internal_error', { 'retry-after': '0', 'x-request-id': 'req_7' }));
    await expect(draw(clientOf({ maxRetries: 1 }))).rejects.toMatchObject({ status: 500, requestId: 'req_7' });
    expect(server.requests).toHaveLength(2);
    await expect(clientOf().generate({ prompt: 'a lake' }, { maxRetries: 0 })).rejects.toThrow(ServerError);
    expect(server.requests).toHaveLength(3);
  });
});

describe('what never comes', () => {
  it('is a ConnectionError that names the server and never the key', async () => {
    const client = clientOf({ baseUrl: 'http://127.0.0.1:1', maxRetries: 0 });
    const error = await draw(client).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConnectionError);
    expect(String(error)).toMatch(/^ConnectionError: No answer from http:\/\/127\.0\.0\.1:1: ./);
    expect(JSON.stringify(error) + String(error)).not.toContain(apiKey);
  });

  it('is a TimeoutError after the time allowed', async () => {
    server.answer(silence);
    await expect(draw(clientOf({ timeoutMs: 50, maxRetries: 0 }))).rejects.toThrow(
      new TimeoutError('No answer came within 0.05 s.'),
    );
  });

  it('is tried again after a time-out, under one idempotency key', async () => {
    server.answer(silence, json(200, image));
    expect(await clientOf().generate({ prompt: 'a lake' }, { timeoutMs: 300 })).toEqual(image);
    expect(new Set(keys()).size).toBe(1);
  });

  it('is waited for as long as it takes where the caller sets no end', async () => {
    server.answer(json(200, image));
    expect(await clientOf({ timeoutMs: Number.POSITIVE_INFINITY }).generate({ prompt: 'a lake' })).toEqual(image);
  });

  it('is told where something else than the API answers, and not asked for again', async () => {
    server.answer((response) => void response.end('<html>Welcome</html>'));
    await expect(draw()).rejects.toThrow(`What answers at ${server.url} is not the API: is baseUrl right?`);
    expect(server.requests).toHaveLength(1);
  });

  it('is ended by the caller’s signal, with its reason', async () => {
    const aborter = new AbortController();
    server.answer(() => aborter.abort(new Error('not wanted any more')));
    await expect(clientOf().generate({ prompt: 'a lake' }, { signal: aborter.signal })).rejects.toThrow(
      'not wanted any more',
    );
    expect(server.requests).toHaveLength(1);
  });

  it('is not waited for between two tries either', async () => {
    const aborter = new AbortController();
    server.answer(refusal(503, 'overloaded', { 'retry-after': '60' }));
    const waiting = clientOf().generate({ prompt: 'a lake' }, { signal: aborter.signal });
    setTimeout(() => aborter.abort(), 100);
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('is not even asked for with a signal that is aborted already', async () => {
    server.answer(json(200, image));
    await expect(clientOf().generate({ prompt: 'a lake' }, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(server.requests).toHaveLength(0);
  });
});

describe('download', () => {
  it('fetches the bytes without showing the key to the image host, and tries again', async () => {
    const bytes = Buffer.from([0, 255, 128, 10]);
    server.answer(cut, (response) => void response.end(bytes));
    expect(Buffer.from(await clientOf().download({ url: `${server.url}/img_1.png` }))).toEqual(bytes);
    expect(server.requests).toHaveLength(2);
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([undefined, undefined]);
  });
});
