import { connect } from 'node:net';
import { errorEnvelope, newApiKey } from '@imageai/api';
import { CreateRefusal } from '@imageai/contracts/generation';
import { AdmissionRefusal } from '@imageai/contracts/metering';
import { waitUntil } from '@imageai/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { principal } from './fake-peers.js';
import { type Answer, type Fixture, startFixture } from './gateway-fixture.js';

let api: Fixture;
let key: string;
beforeAll(async () => {
  api = await startFixture();
});
afterAll(async () => api.stop());
beforeEach(() => {
  key = api.key();
  api.metering.asked.length = 0;
  api.metering.refusal = undefined;
  api.generation.refusal = undefined;
  api.generation.created.length = 0;
});

const limits = principal().limits;
const starterLimits = { ...(limits ?? ({} as never)), maxImagesPerRequest: 1 };
const codeOf = ({ status, body }: Answer) => [status, errorEnvelope.parse(body).error.code];
const tenMegabytes = JSON.stringify({ prompt: 'x'.repeat(10 * 1024 * 1024) });
const text = { headers: { 'content-type': 'text/plain' } };

describe('an error', () => {
  it('is the documented example to the letter', async () => {
    const { status, body } = await api.post(key, { prompt: 'a', width: 1000 });
    expect(status).toBe(400);
    expect(body).toEqual({
      error: {
        message: 'Invalid parameter: width must be one of 512, 768, 1024, 1536, or 1920',
        type: 'invalid_parameter',
        param: 'width',
        code: 'parameter_invalid',
      },
    });
  });

  it.each<[string, number, string, (api: Fixture, key: string) => Promise<Answer>]>([
    ['no body', 400, 'invalid_json', (a, k) => a.post(k, '')],
    ['broken JSON', 400, 'invalid_json', (a, k) => a.post(k, '{"prompt": ')],
    ['an array', 400, 'invalid_json', (a, k) => a.post(k, [1])],
    [
      'bytes that are no UTF-8',
      400,
      'invalid_json',
      (a, k) => a.post(k, '', { body: Buffer.from([0x22, 0xff, 0x22]) }),
    ],
    ['deep nesting', 400, 'parameter_invalid', (a, k) => a.post(k, `{"prompt":${'['.repeat(5e4)}${']'.repeat(5e4)}}`)],
    ['no prompt', 400, 'parameter_missing', (a, k) => a.post(k, {})],
    ['a lone surrogate', 400, 'parameter_invalid', (a, k) => a.post(k, '{"prompt":"\\ud800"}')],
    ['an unknown field', 400, 'parameter_unknown', (a, k) => a.post(k, { prompt: 'a', widht: 512 })],
    ['a model that is not there', 400, 'parameter_invalid', (a, k) => a.post(k, { prompt: 'a', model: 'other' })],
    [
      'a size beyond the model',
      400,
      'parameter_invalid',
      (a, k) => a.post(k, { prompt: 'a', width: 1920, height: 1920 }),
    ],
    ['text/plain', 415, 'unsupported_media_type', (a, k) => a.post(k, '{"prompt":"a"}', text)],
    [
      'a broken media type',
      415,
      'unsupported_media_type',
      (a, k) => a.post(k, '{}', { headers: { 'content-type': ';;' } }),
    ],
    ['gzip', 415, 'unsupported_media_type', (a, k) => a.post(k, '{}', { headers: { 'content-encoding': 'gzip' } })],
    ['10 MB', 413, 'payload_too_large', (a, k) => a.post(k, tenMegabytes)],
    ['10 MB of text', 413, 'payload_too_large', (a, k) => a.post(k, tenMegabytes, text)],
    ['n above the plan', 403, 'plan_required', (a) => a.post(a.key({ limits: starterLimits }), { prompt: 'a', n: 2 })],
    ['retention above the plan', 403, 'plan_required', (a, k) => a.post(k, { prompt: 'a', retention_days: 31 })],
    ['no scope', 403, 'insufficient_scope', (a) => a.post(a.key({ scopes: ['read'] }), { prompt: 'a' })],
    ['a suspended account', 403, 'account_suspended', (a) => a.post(a.key({ suspended: true }), { prompt: 'a' })],
  ])(
    'for %s is %i %s, takes one of the minute, no images, and shows what is left',
    async (_what, status, code, send) => {
      const answer = await send(api, key);
      expect(codeOf(answer)).toEqual([status, code]);
      expect(answer.headers.get('x-request-id')).toMatch(/^req_/);
      expect(answer.headers.get('x-ratelimit-remaining-requests')).toBe('12');
      expect(api.metering.asked.map(({ images }) => images)).toEqual([0]);
      expect(api.generation.created).toHaveLength(0);
    },
  );

  it('of a body comes after the minute and before the month', async () => {
    api.metering.refusal = AdmissionRefusal.ADMISSION_REFUSAL_MINUTE;
    for (const answer of [await api.post(key, tenMegabytes), await api.post(key, '{'), await api.post(key, {}, text)]) {
      expect(codeOf(answer)).toEqual([429, 'rate_limit_exceeded']);
    }
    api.metering.refusal = AdmissionRefusal.ADMISSION_REFUSAL_MONTH;
    expect(codeOf(await api.post(key, {}))).toEqual([400, 'parameter_missing']);
    expect(codeOf(await api.post(api.key({ suspended: true }), { prompt: 'a' }))).toEqual([403, 'account_suspended']);
    expect(codeOf(await api.post(key, { prompt: 'a' }))).toEqual([429, 'monthly_quota_exceeded']);
  });

  it('of a plan is looked for in the order scope, plan, suspension, and after the body', async () => {
    const nothing = { scopes: [], suspended: true, limits: starterLimits };
    expect(codeOf(await api.post(api.key(nothing), { prompt: 'a', n: 11 }))).toEqual([400, 'parameter_invalid']);
    expect(codeOf(await api.post(api.key(nothing), { prompt: 'a', n: 2 }))).toEqual([403, 'insufficient_scope']);
    const noScope = { ...nothing, scopes: ['generate'] };
    const planned = await api.post(api.key(noScope), { prompt: 'a', n: 2 });
    expect(codeOf(planned)).toEqual([403, 'plan_required']);
    expect(planned.body).toMatchObject({ error: { param: 'n', type: 'permission_error' } });
    expect(codeOf(await api.post(api.key(noScope), { prompt: 'a', n: 1 }))).toEqual([403, 'account_suspended']);
  });

  it('for the minute says when to come back; for the month, not to', async () => {
    api.metering.refusal = AdmissionRefusal.ADMISSION_REFUSAL_MINUTE;
    const minute = await api.post(key, { prompt: 'a' });
    expect(codeOf(minute)).toEqual([429, 'rate_limit_exceeded']);
    expect(minute.headers.get('retry-after')).toBe('7');
    expect(minute.headers.get('ratelimit')).toBe('"rpm";r=0;t=59');
    expect(minute.headers.get('x-should-retry')).toBeNull();
    api.metering.refusal = AdmissionRefusal.ADMISSION_REFUSAL_MONTH;
    const month = await api.post(key, { prompt: 'a' });
    expect(month.headers.get('x-should-retry')).toBe('false');
    expect(month.headers.get('x-ratelimit-limit-images')).toBe('2000');
  });

  it.each([
    [CreateRefusal.CREATE_REFUSAL_MODEL_UNKNOWN, 400, 'parameter_invalid', 'model', null],
    [CreateRefusal.CREATE_REFUSAL_SIZE_UNSUPPORTED, 400, 'parameter_invalid', 'width', null],
    [CreateRefusal.CREATE_REFUSAL_OVERLOADED, 503, 'overloaded', null, '30'],
    [CreateRefusal.CREATE_REFUSAL_NO_MODELS, 503, 'unavailable', null, '1'],
    [CreateRefusal.CREATE_REFUSAL_RESERVATION_STALE, 503, 'unavailable', null, '1'],
  ])('of generation, %s, is %i %s', async (refusal, status, code, param, retryAfter) => {
    api.generation.refusal = refusal;
    const answer = await api.post(key, { prompt: 'a' });
    expect(codeOf(answer)).toEqual([status, code]);
    expect(answer.body).toMatchObject({ error: { param } });
    expect(answer.headers.get('retry-after')).toBe(retryAfter);
    expect(api.metering.asked).toHaveLength(1);
  });
});

describe('401', () => {
  it('is one answer for no, malformed and unknown keys, before the body is looked at, and takes nothing', async () => {
    const answers = [
      await api.request('/api/generate-image', { method: 'POST', body: tenMegabytes }),
      await api.post('iai_live_nonsense', '{', text),
      await api.post(newApiKey(), {}),
      await api.post('', {}, { headers: { authorization: `Basic ${key}` } }),
    ];
    for (const answer of answers) {
      expect(codeOf(answer)).toEqual([401, 'invalid_api_key']);
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer /);
      expect(answer.body).toEqual(answers[0]?.body);
      expect(answer.headers.get('x-ratelimit-limit-requests')).toBeNull();
    }
    expect(api.metering.asked).toHaveLength(0);
  });
});

describe('a model', () => {
  it('that is new is found at its first request, and unknown ones do not ask without end', async () => {
    expect((await api.post(key, { prompt: 'a', model: 'later' })).status).toBe(400);
    api.generation.models = [{ name: 'test' }, { name: 'later' }];
    await waitUntil(async () => (await api.post(key, { prompt: 'a', model: 'later' })).status === 200);
    const before = api.generation.modelLists;
    await Promise.all(Array.from({ length: 30 }, () => api.post(key, { prompt: 'a', model: 'none' })));
    expect(api.generation.modelLists - before).toBeLessThan(10);
  });
});

describe('a client', () => {
  it('that goes away in the middle of its body harms nobody', async () => {
    const { port } = new URL(api.url);
    const head = `POST /api/generate-image HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${key}\r\ncontent-type: application/json`;
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), '127.0.0.1', () => {
        socket.write(`${head}\r\ncontent-length: 100\r\n\r\n{"prompt":`, () => {
          socket.destroy();
          resolve();
        });
      });
    });
    expect((await api.post(key, { prompt: 'a' })).status).toBe(200);
  });

  it('that sends without end is told so, and cut off', async () => {
    const endless = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(1024 * 1024)),
    });
    const sent = api.post(key, '', { body: endless, duplex: 'half' } as RequestInit);
    const outcome = await sent.then(
      ({ status }) => status,
      () => 'cut off',
    );
    expect([413, 'cut off']).toContain(outcome);
  });
});

describe('what is away', () => {
  it('auth: 503, and keys are not taken for wrong', async () => {
    api.auth.away = true;
    const answer = await api.post(key, { prompt: 'a' });
    api.auth.away = false;
    expect(codeOf(answer)).toEqual([503, 'unavailable']);
    expect(answer.headers.get('retry-after')).toBe('1');
    expect((await api.post(key, { prompt: 'a' })).status).toBe(200);
  });

  it('metering: good requests are refused with 503, faulty ones with their own fault', async () => {
    await api.servers.metering.down();
    expect(codeOf(await api.post(key, { prompt: 'a' }))).toEqual([503, 'unavailable']);
    expect(codeOf(await api.post(key, { prompt: 'a', n: 0 }))).toEqual([400, 'parameter_invalid']);
    expect(api.generation.created).toHaveLength(0);
    expect((await api.request('/readyz')).status).toBe(503);
    await api.servers.metering.up();
  });
});

describe('routes', () => {
  it('that do not exist are 404, with a body of any kind', async () => {
    expect(codeOf(await api.request('/nothing'))).toEqual([404, 'not_found']);
    expect(codeOf(await api.request('/%zz'))).toEqual([404, 'not_found']);
    const posted = await api.request('/nothing', { method: 'POST', body: 'x', headers: { 'content-type': ';;' } });
    expect(codeOf(posted)).toEqual([404, 'not_found']);
    expect(posted.headers.get('x-request-id')).toMatch(/^req_/);
  });

  it('do not answer other methods: 405 with Allow', async () => {
    for (const method of ['GET', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
      const answer = await api.request('/api/generate-image', { method });
      expect(codeOf(answer)).toEqual([405, 'method_not_allowed']);
      expect(answer.headers.get('allow')).toBe('POST');
    }
  });

  it('keep metrics off the public port', async () => {
    expect((await api.request('/metrics')).status).toBe(404);
    expect((await api.request('/livez')).status).toBe(200);
  });
});

describe('x-request-id', () => {
  it('is the client’s own when sane, and a new one otherwise', async () => {
    const ask = async (id: string) =>
      (await api.post(key, { prompt: 'a' }, { headers: { 'x-request-id': id } })).headers.get('x-request-id');
    expect(await ask('my-request.1_A')).toBe('my-request.1_A');
    expect(api.generation.created[0]?.requestId).toBe('my-request.1_A');
    expect(await ask('no spaces')).toMatch(/^req_/);
    expect(await ask('x'.repeat(129))).toMatch(/^req_/);
  });

  it('is there even for what is not HTTP', async () => {
    const { port } = new URL(api.url);
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(Number(port), '127.0.0.1', () => socket.write('NONSENSE\r\n\r\n'));
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk;
      });
      socket.on('close', () => resolve(text));
    });
    expect(answer).toMatch(/^HTTP\/1.1 400 /);
    expect(answer).toMatch(/x-request-id: req_/);
  });
});
