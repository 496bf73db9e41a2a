import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accepted, generation } from '../../test/answers.js';
import { cut, events, json, MisbehavingServer, refusal } from '../../test/misbehaving-server.js';
import { NotFoundError } from '../errors.js';
import { ImageAI } from '../image-ai.js';

let server: MisbehavingServer;
let client: ImageAI;
beforeAll(async () => {
  server = await MisbehavingServer.start();
  client = new ImageAI({ apiKey: 'key', baseUrl: server.url });
});
afterAll(() => server.stop());

const calls = () => server.requests.map(({ method, url }) => `${method} ${url}`);
const ended = (status: 'succeeded' | 'failed' | 'cancelled' | 'expired') =>
  `event: ${status}\nid: 3\ndata: ${JSON.stringify(generation(status))}\n\n`;

describe('generations', () => {
  it('are created under one idempotency key, however often the connection is lost', async () => {
    server.answer(cut, cut, json(202, accepted));
    expect(await client.generations.create({ prompt: 'a lake', expires_in: 60 })).toEqual(accepted);
    expect(calls()).toEqual(Array(3).fill('POST /api/generations'));
    expect(new Set(server.requests.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
  });

  it('are asked for and cancelled by id, whatever is in it', async () => {
    server.answer(json(200, generation('cancelled')));
    expect((await client.generations.cancel('gen_1')).status).toBe('cancelled');
    await client.generations.get('../a?b');
    expect(calls()).toEqual(['POST /api/generations/gen_1/cancel', 'GET /api/generations/..%2Fa%3Fb']);
  });

  it('are listed page after page, as far as they are asked for', async () => {
    const page = (id: string, next_cursor: string | null) =>
      json(200, { data: [generation('failed', id)], has_more: next_cursor !== null, next_cursor });
    server.answer(page('gen_2', 'next'), page('gen_1', null));
    const ids: string[] = [];
    for await (const { id } of client.generations.iterate({ limit: 1 })) ids.push(id);
    expect(ids).toEqual(['gen_2', 'gen_1']);
    expect(calls()).toEqual(['GET /api/generations?limit=1', 'GET /api/generations?limit=1&cursor=next']);
  });
});

describe('generations.wait', () => {
  it('answers the generation as soon as its events say that it ended, and passes them on', async () => {
    const types: string[] = [];
    server.answer(events([ended('succeeded')], 'open'));
    expect(await client.generations.wait('gen_1', { onEvent: ({ type }) => types.push(type) })).toEqual(
      generation('succeeded'),
    );
    expect(types).toEqual(['succeeded']);
    expect(calls()).toEqual(['GET /api/generations/gen_1/events']);
  });

  it.each(['failed', 'cancelled', 'expired'] as const)('answers also what ended %s', async (status) => {
    server.answer(events([ended(status)]));
    expect((await client.generations.wait('gen_1')).status).toBe(status);
  });

  it('asks for what ended long ago, where the events have nothing more to tell', async () => {
    server.answer((response) => void response.writeHead(204).end(), json(200, generation('succeeded')));
    expect((await client.generations.wait('gen_1')).status).toBe('succeeded');
    expect(calls()).toEqual(['GET /api/generations/gen_1/events', 'GET /api/generations/gen_1']);
  });

  it.each([
    ['answers with something else', json(200, {})],
    ['cuts them off', cut],
    ['has none', refusal(501, 'not_here')],
    ['does not know them', refusal(404, 'not_found')],
  ])('asks again and again where what stands between %s', async (_, obstacle) => {
    server.answer((response, request) => {
      const asked = calls().filter((call) => call === 'GET /api/generations/gen_1').length;
      if (request.url.endsWith('/events')) return obstacle(response, request);
      return json(200, generation(asked < 3 ? 'running' : 'succeeded'))(response, request);
    });
    expect((await client.generations.wait('gen_1', { pollMs: 10 })).status).toBe('succeeded');
    expect(calls().slice(-3)).toEqual(Array(3).fill('GET /api/generations/gen_1'));
  });

  it('ends at once where there is no such generation', async () => {
    server.answer(refusal(404, 'not_found'));
    await expect(client.generations.wait('gen_1')).rejects.toThrow(NotFoundError);
    expect(calls()).toEqual(['GET /api/generations/gen_1/events', 'GET /api/generations/gen_1']);
  });

  it('is ended by the caller’s signal, with its reason', async () => {
    const aborter = new AbortController();
    server.answer(events([': here\n\n'], 'open'));
    const waiting = client.generations.wait('gen_1', { signal: aborter.signal });
    setTimeout(() => aborter.abort(new Error('enough')), 50);
    await expect(waiting).rejects.toThrow('enough');
  });
});
