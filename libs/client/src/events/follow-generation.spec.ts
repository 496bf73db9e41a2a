import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cut, events, json, MisbehavingServer, refusal, silence } from '../../test/misbehaving-server.js';
import { ConnectionError, NotFoundError, TimeoutError } from '../errors.js';
import { ImageAI } from '../image-ai.js';
import type { StreamOptions } from './follow-generation.js';

let server: MisbehavingServer;
let client: ImageAI;
beforeAll(async () => {
  server = await MisbehavingServer.start();
  client = new ImageAI({ apiKey: 'key', baseUrl: server.url });
});
afterAll(() => server.stop());

const state = (id: number, status: string, more = {}) =>
  `event: ${status}\nid: ${id}\ndata: ${JSON.stringify({ id: 'gen_1', status, ...more })}\n\n`;
const progress = (step: number) => `event: progress\ndata: ${JSON.stringify({ index: 0, step, of: 4 })}\n\n`;

async function follow(options?: StreamOptions): Promise<string[]> {
  const seen: string[] = [];
  for await (const event of client.generations.stream('gen_1', options)) {
    seen.push(event.type === 'progress' ? `${event.data.step}/${event.data.of}` : `${event.id} ${event.type}`);
  }
  return seen;
}
const lastEventIds = () => server.requests.map(({ headers }) => headers['last-event-id']);

describe('generations.stream', () => {
  it('tells everything, in order, and ends with the terminal event though the connection stays open', async () => {
    const chunks = [state(1, 'queued'), ': still here\n\n', state(2, 'running'), progress(3), state(3, 'succeeded')];
    server.answer(events(chunks, 'open'));
    expect(await follow()).toEqual(['1 queued', '2 running', '3/4', '3 succeeded']);
    expect(server.requests).toMatchObject([
      { method: 'GET', url: '/api/generations/gen_1/events', headers: { accept: 'text/event-stream' } },
    ]);
  });

  it('connects again after the last whole event when it is cut in the middle of one', async () => {
    server.answer(
      events([state(1, 'queued'), state(2, 'running').slice(0, -8)], 'cut'),
      events([state(2, 'running'), state(3, 'succeeded')]),
    );
    expect(await follow()).toEqual(['1 queued', '2 running', '3 succeeded']);
    expect(lastEventIds()).toEqual([undefined, '1']);
  });

  it('connects again when a server that stops ends the stream in good order', async () => {
    server.answer(
      events([state(1, 'queued')]),
      refusal(503, 'unavailable', { 'retry-after': '0' }),
      cut,
      events([state(2, 'failed')]),
    );
    expect(await follow()).toEqual(['1 queued', '2 failed']);
    expect(lastEventIds()).toEqual([undefined, '1', '1', '1']);
  });

  it('ends where there is nothing more to tell', async () => {
    server.answer((response) => void response.writeHead(204).end());
    expect(await follow({ lastEventId: '3' })).toEqual([]);
    expect(server.requests).toHaveLength(1);
  });

  it('waits as long as the server asks before it connects again', async () => {
    server.answer(events(['retry: 700\n\n', state(1, 'queued')]), events([state(2, 'succeeded')]));
    await follow();
    const [first, second] = server.requests;
    expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThanOrEqual(700);
  });

  it('takes up a stream where the caller left it', async () => {
    server.answer(events([state(8, 'succeeded')]));
    expect(await follow({ lastEventId: '7' })).toEqual(['8 succeeded']);
    expect(lastEventIds()).toEqual(['7']);
  });

  it('puts characters together whose bytes come in different chunks', async () => {
    const bytes = Buffer.from(state(1, 'queued', { note: 'Füße 🌄' }) + state(2, 'cancelled'));
    server.answer(events([...bytes].map((byte) => Uint8Array.of(byte))));
    const notes: unknown[] = [];
    for await (const event of client.generations.stream('gen_1')) notes.push(event.data);
    expect(notes[0]).toMatchObject({ note: 'Füße 🌄' });
  });

  it('gives up a connection that shows no sign of life', async () => {
    server.answer(events([state(1, 'queued')], 'open'), events([state(2, 'expired')]));
    expect(await follow({ idleTimeoutMs: 100 })).toEqual(['1 queued', '2 expired']);
  });

  it('does not count the time that its reader takes for an event', async () => {
    server.answer(events([state(1, 'queued'), state(2, 'succeeded')]));
    const seen: string[] = [];
    for await (const { type } of client.generations.stream('gen_1', { idleTimeoutMs: 150, maxRetries: 0 })) {
      seen.push(type);
      const slow = Promise.withResolvers<void>();
      setTimeout(slow.resolve, 300);
      await slow.promise;
    }
    expect(seen).toEqual(['queued', 'succeeded']);
  });

  it('tells nothing of events that it does not know', async () => {
    server.answer(events(['event: painted\nid: 1\ndata: red\n\n', state(2, 'succeeded')]));
    expect(await follow()).toEqual(['2 succeeded']);
  });

  it('ends at once where there is no such generation', async () => {
    server.answer(refusal(404, 'not_found'));
    await expect(follow()).rejects.toThrow(NotFoundError);
    expect(server.requests).toHaveLength(1);
  });

  it('gives up after as many new connections as may bring nothing, and counts anew from each that brings something', async () => {
    server.answer(cut, events([state(1, 'queued')], 'cut'), events([state(2, 'running')], 'cut'), cut);
    await expect(follow({ maxRetries: 1 })).rejects.toThrow(ConnectionError);
    expect(lastEventIds()).toEqual([undefined, undefined, '1', '2']);
    server.answer(silence);
    await expect(follow({ maxRetries: 0, timeoutMs: 50 })).rejects.toThrow(TimeoutError);
    server.answer(json(200, {}));
    await expect(follow({ maxRetries: 0 })).rejects.toThrow('A stream of events was expected');
  });

  it('closes the connection when its reader has seen enough', async () => {
    server.answer(events([state(1, 'queued')], 'open'));
    const closed = server.connectionClosed();
    for await (const { type } of client.generations.stream('gen_1')) {
      if (type === 'queued') break;
    }
    await closed;
  });

  it('is ended by the caller’s signal, with its reason, and the connection with it', async () => {
    server.answer(events([state(1, 'queued')], 'open'));
    const aborter = new AbortController();
    const closed = server.connectionClosed();
    const reading = (async () => {
      for await (const _ of client.generations.stream('gen_1', { signal: aborter.signal })) {
        setTimeout(() => aborter.abort(new Error('enough')), 20);
      }
    })();
    await expect(reading).rejects.toThrow('enough');
    await closed;
  });

  it('lets go of a signal that outlives it', async () => {
    const { signal } = new AbortController();
    server.answer(events([state(1, 'queued')], 'cut'), events([state(2, 'succeeded')]));
    const added: unknown[] = [];
    const removed: unknown[] = [];
    const { addEventListener, removeEventListener } = signal;
    signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
      added.push(args[1]);
      addEventListener.apply(signal, args);
    };
    signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
      removed.push(args[1]);
      removeEventListener.apply(signal, args);
    };
    await follow({ signal });
    expect(added.length).toBeGreaterThan(0);
    expect(added.filter((listener) => !removed.includes(listener))).toEqual([]);
  });
});
