import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { json, MisbehavingServer, refusal } from '../../test/misbehaving-server.js';
import { ImageAI } from '../image-ai.js';
import type { Images } from './images.js';

let server: MisbehavingServer;
let images: Images;
beforeAll(async () => {
  server = await MisbehavingServer.start();
  ({ images } = new ImageAI({ apiKey: 'key', baseUrl: server.url }));
});
afterAll(() => server.stop());

const calls = () => server.requests.map(({ method, url }) => `${method} ${url}`);

describe('images', () => {
  it('are listed page after page, as far as they are asked for', async () => {
    const page = (id: string, next_cursor: string | null) => json(200, { data: [{ id }], next_cursor });
    server.answer(page('img_2', 'next'), page('img_1', null));
    const ids: string[] = [];
    for await (const { id } of images.iterate({ limit: 1 })) ids.push(id);
    expect(ids).toEqual(['img_2', 'img_1']);
    expect(calls()).toEqual(['GET /api/images?limit=1', 'GET /api/images?limit=1&cursor=next']);
  });

  it('are shown, deleted, and deleted again where the answer was lost', async () => {
    server.answer(json(200, { id: 'img_1' }), refusal(500, 'internal_error'), (response) => {
      response.writeHead(204).end();
    });
    expect(await images.get('img_1')).toEqual({ id: 'img_1' });
    expect(await images.delete('img_1')).toBeUndefined();
    expect(calls()).toEqual(['GET /api/images/img_1', 'DELETE /api/images/img_1', 'DELETE /api/images/img_1']);
  });
});
