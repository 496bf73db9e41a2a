import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { json, MisbehavingServer } from '../../test/misbehaving-server.js';
import { ImageAI } from '../image-ai.js';

let server: MisbehavingServer;
beforeAll(async () => {
  server = await MisbehavingServer.start();
});
afterAll(() => server.stop());

describe('models', () => {
  it('are listed, and asked for by name, whatever is in it', async () => {
    const { models } = new ImageAI({ apiKey: 'key', baseUrl: server.url });
    server.answer(json(200, { object: 'list', data: [{ id: 'embedded' }] }), json(200, { id: 'a/b' }));
    expect(await models.list()).toEqual([{ id: 'embedded' }]);
    expect(await models.get('a/b')).toEqual({ id: 'a/b' });
    expect(server.requests.map(({ url }) => url)).toEqual(['/v1/models', '/v1/models/a%2Fb']);
  });
});
