import { errorEnvelope } from '@imageai/api';
import { AdmissionRefusal } from '@imageai/contracts/metering';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Answer, type Fixture, startFixture } from './gateway-fixture.js';

const errorOf = ({ status, body }: Answer) => [status, errorEnvelope.parse(body).error.code];
const restricted = (changes: { allowedOrigins?: string[]; allowedAddresses?: string[] }) => ({
  restrictions: {
    requestsPerMinute: undefined,
    imagesPerMonth: undefined,
    allowedOrigins: [],
    allowedAddresses: [],
    ...changes,
  },
});
const make = (api: Fixture, key: string, headers: Record<string, string> = {}, body = {}) =>
  api.post(key, { prompt: 'a lake', ...body }, { headers }, '/api/generations');

describe('a key', () => {
  let api: Fixture;
  beforeAll(async () => {
    api = await startFixture();
    // Before the first request: what is known of models is kept for a while.
    api.generation.models = [{ name: 'test' }, { name: 'sd-1.5' }];
  });
  afterAll(async () => api.stop());
  afterEach(() => {
    api.metering.asked.length = 0;
  });

  it('for pages of one origin is refused to others and to programs, and takes one of the minute', async () => {
    const key = api.key(restricted({ allowedOrigins: ['https://app.example'] }));
    expect((await make(api, key, { origin: 'https://app.example' })).status).toBe(202);
    api.metering.asked.length = 0;
    expect(errorOf(await make(api, key, { origin: 'https://evil.example' }))).toEqual([403, 'insufficient_scope']);
    expect(errorOf(await make(api, key))).toEqual([403, 'insufficient_scope']);
    expect(api.metering.asked.map(({ images }) => images)).toEqual([0, 0]);
  });

  it('with limits of its own is held to them by metering, and told whose limit it was', async () => {
    const key = api.key({
      restrictions: { requestsPerMinute: 5, imagesPerMonth: 9, allowedOrigins: [], allowedAddresses: [] },
    });
    expect((await make(api, key)).status).toBe(202);
    expect(api.metering.asked[0]?.keyLimits).toMatchObject({ requestsPerMinute: 5, imagesPerMonth: 9 });
    api.metering.refusal = AdmissionRefusal.ADMISSION_REFUSAL_KEY_MINUTE;
    const minute = await make(api, key);
    expect(errorOf(minute)).toEqual([429, 'rate_limit_exceeded']);
    expect(minute.headers.get('retry-after')).toBe('7');
    expect(JSON.stringify(minute.body)).toContain('this API key may make 5 requests a minute');
    api.metering.refusal = AdmissionRefusal.ADMISSION_REFUSAL_KEY_MONTH;
    const month = await make(api, key);
    expect(errorOf(month)).toEqual([429, 'monthly_quota_exceeded']);
    expect(month.headers.get('x-should-retry')).toBe('false');
    api.metering.refusal = undefined;
  });

  it('for one network is refused from outside, on routes that read too', async () => {
    const inside = api.key(restricted({ allowedAddresses: ['127.0.0.0/8'] }));
    const outside = api.key(restricted({ allowedAddresses: ['203.0.113.0/24'] }));
    expect((await api.get(inside, '/api/generations')).status).toBe(200);
    expect(errorOf(await api.get(outside, '/api/generations'))).toEqual([403, 'insufficient_scope']);
  });

  it('gains nothing by saying that it comes from elsewhere', async () => {
    const key = api.key(restricted({ allowedAddresses: ['203.0.113.0/24'] }));
    const headers = { 'x-forwarded-for': '203.0.113.7' };
    expect(errorOf(await make(api, key, headers))).toEqual([403, 'insufficient_scope']);
  });

  it('for one model makes nothing with another, nor with a default that is another', async () => {
    const scopes = ['generate', 'read', 'model:sd-1.5'];
    expect((await make(api, api.key({ scopes }), {}, { model: 'sd-1.5' })).status).toBe(202);
    const refused = await make(api, api.key({ scopes }));
    expect(errorOf(refused)).toEqual([403, 'insufficient_scope']);
    expect(errorEnvelope.parse(refused.body).error.param).toBe('model');
  });
});

describe('behind a proxy that is trusted', () => {
  let api: Fixture;
  beforeAll(async () => {
    api = await startFixture({ TRUSTED_PROXIES: ['127.0.0.0/8'] });
  });
  afterAll(async () => api.stop());

  it('a request comes from where the proxy says', async () => {
    const key = api.key(restricted({ allowedAddresses: ['203.0.113.0/24'] }));
    expect((await make(api, key, { 'x-forwarded-for': '203.0.113.7' })).status).toBe(202);
    expect(errorOf(await make(api, key, { 'x-forwarded-for': '203.0.113.7, 198.51.100.1' }))).toEqual([
      403,
      'insufficient_scope',
    ]);
  });
});
