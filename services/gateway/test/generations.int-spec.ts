import { acceptedGeneration, generationPage, generationResource, newId } from '@imageai/api';
import { GenerationStatus, ImageStatus } from '@imageai/contracts/generation';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Fixture, startFixture } from './gateway-fixture.js';

let api: Fixture;
let key: string;
beforeAll(async () => {
  api = await startFixture();
});
afterAll(async () => api.stop());
beforeEach(() => {
  key = api.key();
  api.metering.asked.length = 0;
  api.generation.created.length = 0;
  api.generation.listed.length = 0;
  api.generation.hold = true;
  api.generation.imageStatuses = [];
  api.generation.endStatus = GenerationStatus.GENERATION_STATUS_SUCCEEDED;
});

const post = (body: unknown, init: RequestInit = {}) => api.post(key, body, init, '/api/generations');

describe('POST /api/generations', () => {
  it('answers 202 at once with the job, where it is and where to follow it', async () => {
    const { status, headers, body } = await post({ prompt: 'a lake' });
    const accepted = acceptedGeneration.parse(body);
    expect([status, headers.get('location')]).toEqual([202, accepted.status_url]);
    expect(accepted).toMatchObject({
      status: 'queued',
      queue_position: 3,
      status_url: `${api.url}/api/generations/${accepted.id}`,
      cancel_url: `${api.url}/api/generations/${accepted.id}/cancel`,
      events_url: `${api.url}/api/generations/${accepted.id}/events`,
    });
    expect(api.generation.watches).toBe(0);
    expect(api.metering.asked).toMatchObject([{ generationId: accepted.id, images: 1 }]);
  });

  it('gives generation the deadline and where its events go', async () => {
    const webhook_url = 'https://hooks.example/x?y=z';
    await post({ prompt: 'a', expires_in: 60, webhook_url, webhook_events: ['generation.failed'] });
    const [created] = api.generation.created;
    expect(created?.webhook).toEqual({ url: webhook_url, eventTypes: ['generation.failed'] });
    expect(Math.round(((created?.expiresAt?.getTime() ?? 0) - Date.now()) / 1000)).toBe(60);
  });

  it('gives work that nobody waits for a day', async () => {
    await post({ prompt: 'a' });
    const secondsLeft = ((api.generation.created[0]?.expiresAt?.getTime() ?? 0) - Date.now()) / 1000;
    expect(Math.round(secondsLeft)).toBe(86_400);
  });

  it.each([
    [{ expires_in: 9 }, 'expires_in', 'must be an integer from 10 to 86400'],
    [{ expires_in: 86_401 }, 'expires_in', 'must be an integer from 10 to 86400'],
    [{ webhook_url: 5 }, 'webhook_url', 'must be a string'],
    [{ webhook_url: 'ftp://x' }, 'webhook_url', 'must begin with https:// or http://'],
    [{ webhook_url: 'https://me:secret@x' }, 'webhook_url', 'must not contain a user name or password'],
    [{ webhook_url: `https://x/${'y'.repeat(2_048)}` }, 'webhook_url', expect.stringContaining('2048')],
    [{ webhook_events: ['generation.failed'] }, 'webhook_events', expect.stringContaining('needs webhook_url')],
    [{ webhook_url: 'https://x', webhook_events: [] }, 'webhook_events', expect.stringContaining('must be a list')],
    [{ webhook_url: 'https://x', webhook_events: ['queued'] }, 'webhook_events', expect.stringContaining('a list')],
  ])('refuses %j', async (fault, param, rest) => {
    const { status, body } = await post({ prompt: 'a', ...fault });
    expect([status, body.error]).toMatchObject([400, { code: 'parameter_invalid', param }]);
    expect((body.error as { message: string }).message.replace(`Invalid parameter: ${param} `, '')).toEqual(rest);
    expect(api.generation.created).toEqual([]);
  });

  it('takes every parameter of the synchronous route, which knows no webhook', async () => {
    const { status, body } = await api.post(key, { prompt: 'a', webhook_url: 'https://x' });
    expect([status, body.error]).toMatchObject([400, { code: 'parameter_unknown', param: 'webhook_url' }]);
  });
});

describe('GET /api/generations/{id}', () => {
  it('shows a job that waits: everything resolved, no image yet', async () => {
    const webhook_url = 'https://hooks.example/x';
    const { body: accepted } = await post({ prompt: 'a', n: 2, seed: 4, negative_prompt: 'b', webhook_url });
    const { status, body } = await api.get(key, `/api/generations/${accepted.id}`);
    expect(status).toBe(200);
    expect(generationResource.parse(body)).toMatchObject({
      id: accepted.id,
      queue_position: 3,
      status_url: accepted.status_url,
      estimated_start_at: '2026-01-15T12:00:09.000Z',
      started_at: null,
      finished_at: null,
      parameters: { prompt: 'a', n: 2, seed: 4, negative_prompt: 'b', style: 'photorealistic', model: 'test' },
      images: [],
      failed: [],
      error: null,
      webhook_url,
      webhook_events: null,
    });
  });

  it('shows what was stored and what was not', async () => {
    api.generation.hold = false;
    api.generation.imageStatuses = [ImageStatus.IMAGE_STATUS_FAILED];
    const { body: accepted } = await post({ prompt: 'a', n: 2, seed: 1 });
    const { body } = await api.get(key, `/api/generations/${accepted.id}`);
    expect(generationResource.parse(body)).toMatchObject({
      status: 'succeeded',
      queue_position: 0,
      images: [{ seed: 2, url: expect.stringMatching(/^https:\/\/cdn\.example\/img_/) }],
      failed: [{ index: 0, seed: 1, error: { code: 'internal_error' } }],
      error: null,
    });
  });

  it('says why there is no image', async () => {
    api.generation.hold = false;
    api.generation.imageStatuses = [ImageStatus.IMAGE_STATUS_EXPIRED];
    api.generation.endStatus = GenerationStatus.GENERATION_STATUS_EXPIRED;
    const { body: accepted } = await post({ prompt: 'a' });
    const { body } = await api.get(key, `/api/generations/${accepted.id}`);
    expect(generationResource.parse(body)).toMatchObject({ status: 'expired', error: { code: 'generation_timeout' } });
  });

  it("answers 404 alike for another account's, for none, and for what is no id", async () => {
    const { body: accepted } = await post({ prompt: 'a' });
    const stranger = api.key({ accountId: 'acct_2' });
    for (const path of [`${accepted.id}`, newId('gen'), 'gen_x', '..%2Fx', '%00']) {
      const { status, body } = await api.get(stranger, `/api/generations/${path}`);
      expect([status, body.error]).toMatchObject([404, { code: 'not_found', param: null }]);
    }
    const cancel = await api.post(stranger, {}, {}, `/api/generations/${accepted.id}/cancel`);
    expect(cancel.status).toBe(404);
  });

  it('takes nothing of the minute', async () => {
    await api.get(key, `/api/generations/${newId('gen')}`);
    await api.get(key, '/api/generations');
    expect(api.metering.asked).toEqual([]);
  });
});

describe('GET /api/generations', () => {
  it('answers a page, and asks for the next by its cursor', async () => {
    await post({ prompt: 'a' });
    const query = new URLSearchParams({
      limit: '5',
      cursor: 'more',
      request_id: 'r',
      idempotency_key: 'i',
      status: 'running',
    });
    const { status, body } = await api.get(key, `/api/generations?${query}`);
    expect(status).toBe(200);
    expect(generationPage.parse(body)).toMatchObject({ has_more: true, next_cursor: 'more' });
    expect(api.generation.listed).toEqual([
      {
        accountId: 'acct_1',
        pageSize: 5,
        pageToken: 'more',
        requestId: 'r',
        idempotencyKey: 'i',
        statuses: [GenerationStatus.GENERATION_STATUS_RUNNING],
      },
    ]);
  });

  it.each([
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['limit=x', 'limit'],
    ['status=done', 'status'],
    ['request_id=a&request_id=b', 'request_id'],
    ['curser=a', 'curser'],
  ])('refuses ?%s', async (query, param) => {
    const { status, body } = await api.get(key, `/api/generations?${query}`);
    expect([status, body.error]).toMatchObject([400, { type: 'invalid_parameter', param }]);
  });
});

describe('POST /api/generations/{id}/cancel', () => {
  it('ends the job, with or without a body', async () => {
    for (const init of [{ body: '{}' }, { body: '' }]) {
      const { body: accepted } = await post({ prompt: 'a' });
      const { status, body } = await api.post(key, '', init, `/api/generations/${accepted.id}/cancel`);
      expect(status).toBe(200);
      expect(generationResource.parse(body)).toMatchObject({ id: accepted.id, status: 'cancelled', error: null });
      api.generation.endStatus = GenerationStatus.GENERATION_STATUS_SUCCEEDED;
    }
  });

  it('needs the scope that making needs', async () => {
    const { body: accepted } = await post({ prompt: 'a' });
    const reader = api.key({ scopes: ['read'] });
    const { status, body } = await api.post(reader, '', {}, `/api/generations/${accepted.id}/cancel`);
    expect([status, body.error]).toMatchObject([403, { code: 'insufficient_scope' }]);
  });
});
