import {
  defaultWebhookSecret,
  newId,
  webhookDelivery,
  webhookDeliveryDetails,
  webhookDeliveryPage,
  webhookList,
  webhookResource,
  webhookWithSecret,
} from '@imageai/api';
import { DeliveryStatus } from '@imageai/contracts/webhooks';
import { AppError } from '@imageai/errors';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Answer, type Fixture, startFixture } from './gateway-fixture.js';

let api: Fixture;
let key: string;
beforeAll(async () => {
  api = await startFixture({ PEER_PATIENCE_MS: 2_000 });
});
afterAll(async () => api.stop());
beforeEach(() => {
  const { created, updated, rotated, listed, endpoints, deliveries } = api.webhooks;
  for (const list of [created, updated, rotated, listed]) list.length = 0;
  for (const map of [endpoints, deliveries]) map.clear();
  api.webhooks.refusal = undefined;
  api.webhooks.failures = 0;
  key = api.key({ scopes: ['read', 'manage'] });
});

const url = 'https://hooks.example/images';

function call(method: string, path: string, body?: unknown, by = key): Promise<Answer> {
  const headers = { authorization: `Bearer ${by}`, ...(body !== undefined && { 'content-type': 'application/json' }) };
  return api.request(`/api/webhooks${path}`, {
    method,
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

const error = ({ status, body }: Answer) => {
  const { code, param, message } = body.error as { code: string; param: string | null; message: string };
  return [status, code, param, message];
};

const register = async (by = key) => webhookWithSecret.parse((await call('POST', '', { url }, by)).body);

describe('an endpoint', () => {
  it('is registered with its account’s id, and answered with its secret', async () => {
    const { status, headers, body } = await call('POST', '', { url, event_types: ['generation.failed'] });
    const webhook = webhookWithSecret.parse(body);
    expect([status, webhook.url, webhook.event_types]).toEqual([201, url, ['generation.failed']]);
    expect(api.webhooks.created).toMatchObject([{ accountId: 'acct_1', eventTypes: ['generation.failed'] }]);
    expect(headers.get('x-ratelimit-remaining-requests')).toBe('12');
  });

  it('is registered once where the first answer is lost', async () => {
    api.webhooks.failures = 1;
    expect((await call('POST', '', { url })).status).toBe(201);
    expect(new Set(api.webhooks.created.map(({ endpointId }) => endpointId)).size).toBe(1);
    expect(api.webhooks.created).toHaveLength(2);
  });

  it('is listed, shown, changed and removed, and its secret is never shown again', async () => {
    const { id } = await register();
    const shown = await call('GET', `/${id}`);
    expect(webhookResource.parse(shown.body).id).toBe(id);
    expect(webhookList.parse((await call('GET', '')).body).data.map((webhook) => webhook.id)).toEqual([id]);
    expect(webhookResource.parse((await call('PATCH', `/${id}`, { disabled: true })).body).disabled).toBe(true);
    expect(api.webhooks.updated).toEqual([
      expect.objectContaining({ endpointId: id, disabled: true, url: undefined, eventTypes: undefined }),
    ]);
    const removed = await call('DELETE', `/${id}`);
    expect([removed.status, removed.body]).toEqual([204, {}]);
    expect(error(await call('GET', `/${id}`))).toEqual([404, 'not_found', null, 'No such webhook endpoint.']);
  });

  it('takes every event again where its list is emptied', async () => {
    const { id } = await register();
    await call('PATCH', `/${id}`, { event_types: [] });
    expect(api.webhooks.updated[0]?.eventTypes).toEqual({ eventTypes: [] });
  });

  it('gets a new secret with a day to change over, also without a body', async () => {
    const { id } = await register();
    const rotated = await call('POST', `/${id}/rotate-secret`);
    expect([rotated.status, webhookWithSecret.parse(rotated.body).id]).toEqual([200, id]);
    await call('POST', `/${id}/rotate-secret`, { overlap_seconds: 0 });
    expect(api.webhooks.rotated.map(({ overlapSeconds }) => overlapSeconds)).toEqual([86_400, 0]);
  });

  it('is sent a test event on demand', async () => {
    const { id } = await register();
    const { status, body } = await call('POST', `/${id}/test`);
    expect([status, webhookDelivery.parse(body).webhook_id]).toEqual([202, id]);
  });
});

describe('the default secret', () => {
  it('is shown and rotated', async () => {
    expect(defaultWebhookSecret.parse((await call('GET', '/default-secret')).body).rotation_ends_at).toBeNull();
    const rotated = await call('POST', '/default-secret/rotate', { overlap_seconds: 60 });
    expect(defaultWebhookSecret.parse(rotated.body).rotation_ends_at).toBe('2026-01-15T12:00:00.000Z');
    expect(api.webhooks.rotated).toEqual([{ overlapSeconds: 60 }]);
  });

  it('is hidden from a key that may only read: who knows it can sign', async () => {
    const reader = api.key({ scopes: ['read'] });
    expect((await call('GET', '/default-secret', undefined, reader)).status).toBe(403);
  });
});

describe('deliveries', () => {
  it('are listed with filters and pages', async () => {
    const { id } = await register();
    await call('POST', `/${id}/test`);
    const query = `?webhook_id=${id}&status=failed&event_type=webhook.test&limit=5&cursor=abc`;
    const page = webhookDeliveryPage.parse((await call('GET', `/deliveries${query}`)).body);
    expect([page.data.length, page.has_more, page.next_cursor]).toEqual([1, true, 'more']);
    expect(api.webhooks.listed).toEqual([
      {
        accountId: 'acct_1',
        endpointId: id,
        status: DeliveryStatus.DELIVERY_STATUS_FAILED,
        eventType: 'webhook.test',
        pageSize: 5,
        pageToken: 'abc',
      },
    ]);
  });

  it.each([
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['limit=ten', 'limit'],
    ['cursor=%00', 'cursor'],
    ['webhook_id=%00', 'webhook_id'],
    ['status=gone', 'status'],
    ['status=failed&status=pending', 'status'],
    ['event_type=generation.done', 'event_type'],
  ])('are not listed for ?%s', async (query, param) => {
    expect(error(await call('GET', `/deliveries?${query}`)).slice(0, 3)).toEqual([400, 'parameter_invalid', param]);
  });

  it('are shown with tries and body, and delivered again', async () => {
    const { id } = await register();
    const sent = webhookDelivery.parse((await call('POST', `/${id}/test`)).body);
    const shown = webhookDeliveryDetails.parse((await call('GET', `/deliveries/${sent.id}`)).body);
    expect(shown.attempts).toMatchObject([{ number: 1, status_code: null, error: 'No answer.' }]);
    expect(shown.body).toBe('{"type":"webhook.test"}');
    const replayed = await call('POST', `/deliveries/${sent.id}/replay`);
    expect([replayed.status, webhookDelivery.parse(replayed.body).id]).toEqual([202, sent.id]);
  });
});

describe('what belongs to another account', () => {
  it('answers like what does not exist', async () => {
    const other = api.key({ accountId: 'acct_other', scopes: ['read', 'manage'] });
    const { id } = await register();
    const { id: deliveryId } = webhookDelivery.parse((await call('POST', `/${id}/test`)).body);
    const paths: [string, string][] = [
      ['GET', `/${id}`],
      ['PATCH', `/${id}`],
      ['DELETE', `/${id}`],
      ['POST', `/${id}/rotate-secret`],
      ['POST', `/${id}/test`],
      ['GET', `/deliveries/${deliveryId}`],
      ['POST', `/deliveries/${deliveryId}/replay`],
    ];
    for (const [method, path] of paths) {
      const body = method === 'PATCH' ? {} : undefined;
      const missing = path.replace(deliveryId, newId('msg')).replace(id, newId('we'));
      expect((await call(method, path, body, other)).body).toEqual((await call(method, missing, body)).body);
      expect((await call(method, path, body, other)).status).toBe(404);
      expect((await call(method, path.replace(/(we|msg)_\w+/, 'nonsense'), body)).status).toBe(404);
    }
    expect((await call('GET', `/${'x'.repeat(300)}`)).status).toBe(404);
    expect(webhookList.parse((await call('GET', '', undefined, other)).body).data).toEqual([]);
    expect(webhookDeliveryPage.parse((await call('GET', '/deliveries', undefined, other)).body).data).toEqual([]);
  });
});

describe('what the service refuses', () => {
  it('is a 400 with its sentence, and the name that the public API has for the parameter', async () => {
    const { id } = await register();
    api.webhooks.refusal = new AppError('parameter_invalid', { param: 'url', message: 'url must not be private.' });
    expect(error(await call('POST', '', { url }))).toEqual([
      400,
      'parameter_invalid',
      'url',
      'Invalid parameter: url must not be private',
    ]);
    api.webhooks.refusal = new AppError('parameter_invalid', { param: 'endpoint_id', message: 'It is disabled.' });
    expect(error(await call('POST', `/${id}/test`))).toEqual([400, 'parameter_invalid', 'id', 'It is disabled.']);
  });

  it('is 500 where it is no fault of the client’s, and says nothing of it', async () => {
    api.webhooks.refusal = new AppError('invalid_api_key', { message: 'caller gateway is not known' });
    expect(error(await call('GET', '/default-secret'))).toEqual([
      500,
      'internal_error',
      null,
      expect.not.stringContaining('gateway'),
    ]);
  });
});

describe('while the service is away', () => {
  afterEach(async () => api.servers.webhooks.up());

  it('images are made as before', async () => {
    await api.servers.webhooks.down();
    expect((await api.request('/readyz')).status).toBe(200);
    expect((await api.post(api.key(), { prompt: 'a' })).status).toBe(200);
  });

  it('a request that comes just then waits for it', async () => {
    await api.servers.webhooks.down();
    const waiting = call('GET', '/default-secret');
    await api.servers.webhooks.up();
    expect((await waiting).status).toBe(200);
  });

  it('a request is refused as unavailable when that lasts', async () => {
    await api.servers.webhooks.down();
    expect(error(await call('GET', '/default-secret'))).toEqual([503, 'unavailable', null, expect.any(String)]);
  });
});

describe('a fault in a request', () => {
  it('comes before a scope that is missing, and both before anything is done', async () => {
    const reader = api.key({ scopes: ['read'] });
    expect(error(await call('POST', '', { uri: url }, reader)).slice(0, 2)).toEqual([400, 'parameter_missing']);
    expect(error(await call('POST', '', { url }, reader))).toEqual([
      403,
      'insufficient_scope',
      null,
      'This API key lacks the scope "manage".',
    ]);
    expect(api.webhooks.created).toEqual([]);
  });
});
