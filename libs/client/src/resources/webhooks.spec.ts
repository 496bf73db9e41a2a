import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cut, json, MisbehavingServer } from '../../test/misbehaving-server.js';
import { ImageAI } from '../image-ai.js';
import type { Webhooks } from './webhooks.js';

let server: MisbehavingServer;
let webhooks: Webhooks;
beforeAll(async () => {
  server = await MisbehavingServer.start();
  ({ webhooks } = new ImageAI({ apiKey: 'key', baseUrl: server.url }));
});
afterAll(() => server.stop());

const calls = () => server.requests.map(({ method, url, body }) => `${method} ${url} ${body}`.trim());

describe('webhooks', () => {
  it('are managed by the routes of the API', async () => {
    server.answer(json(200, { data: [] }));
    await webhooks.list();
    await webhooks.get('we_1');
    await webhooks.update('we_1', { disabled: true });
    await webhooks.rotateSecret('we_1', { overlap_seconds: 60 });
    await webhooks.test('we_1');
    await webhooks.defaultSecret();
    await webhooks.rotateDefaultSecret();
    await webhooks.deliveries.list({ webhook_id: 'we_1' });
    await webhooks.deliveries.get('msg_1');
    await webhooks.deliveries.replay('msg_1');
    expect(calls()).toEqual([
      'GET /api/webhooks',
      'GET /api/webhooks/we_1',
      'PATCH /api/webhooks/we_1 {"disabled":true}',
      'POST /api/webhooks/we_1/rotate-secret {"overlap_seconds":60}',
      'POST /api/webhooks/we_1/test',
      'GET /api/webhooks/default-secret',
      'POST /api/webhooks/default-secret/rotate {}',
      'GET /api/webhooks/deliveries?webhook_id=we_1',
      'GET /api/webhooks/deliveries/msg_1',
      'POST /api/webhooks/deliveries/msg_1/replay',
    ]);
  });

  it('are registered under one idempotency key, however often the connection is lost', async () => {
    server.answer(cut, json(201, { id: 'we_1' }));
    expect(await webhooks.create({ url: 'https://example.com/hook' })).toEqual({ id: 'we_1' });
    const keys = server.requests.map(({ headers }) => headers['idempotency-key']);
    expect([keys.length, new Set(keys).size]).toEqual([2, 1]);
  });

  it('are deleted by an answer without a body', async () => {
    server.answer((response) => void response.writeHead(204).end());
    expect(await webhooks.delete('we_1')).toBeUndefined();
    expect(calls()).toEqual(['DELETE /api/webhooks/we_1']);
  });

  it('tell of all deliveries, page after page', async () => {
    const page = (id: string, next_cursor: string | null) => json(200, { data: [{ id }], next_cursor });
    server.answer(page('msg_2', 'next'), page('msg_1', null));
    const ids: string[] = [];
    for await (const { id } of webhooks.deliveries.iterate({ status: 'failed' })) ids.push(id);
    expect(ids).toEqual(['msg_2', 'msg_1']);
    expect(calls()[1]).toBe('GET /api/webhooks/deliveries?status=failed&cursor=next');
  });
});
