import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cut, json, MisbehavingServer } from '../../test/misbehaving-server.js';
import { ImageAI } from '../image-ai.js';
import type { Keys } from './keys.js';

let server: MisbehavingServer;
let keys: Keys;
beforeAll(async () => {
  server = await MisbehavingServer.start();
  ({ keys } = new ImageAI({ apiKey: 'key', baseUrl: server.url }));
});
afterAll(() => server.stop());

const calls = () => server.requests.map(({ method, url, body }) => `${method} ${url} ${body}`.trim());

describe('keys', () => {
  it('are managed by the routes of the API', async () => {
    server.answer(json(200, { data: [{ id: 'key_1' }] }));
    expect(await keys.list()).toEqual([{ id: 'key_1' }]);
    await keys.create();
    await keys.rotate('key_1');
    await keys.rotate('key_1', { overlap_seconds: 60 });
    await keys.revoke('key/2');
    await keys.report({ key: 'iai_live_1', found_at: 'a log' });
    expect(calls()).toEqual([
      'GET /api/keys',
      'POST /api/keys {}',
      'POST /api/keys/key_1/rotate {}',
      'POST /api/keys/key_1/rotate {"overlap_seconds":60}',
      'DELETE /api/keys/key%2F2',
      'POST /api/keys/report {"key":"iai_live_1","found_at":"a log"}',
    ]);
  });

  it.each([
    ['made', () => keys.create({ name: 'The shop' })],
    ['rotated', () => keys.rotate('key_1')],
  ])('are %s under one idempotency key, however often the connection is lost', async (_, act) => {
    server.answer(cut, json(201, { id: 'key_2' }));
    expect(await act()).toEqual({ id: 'key_2' });
    const sent = server.requests.map(({ headers }) => headers['idempotency-key']);
    expect([sent.length, new Set(sent).size]).toEqual([2, 1]);
  });
});
