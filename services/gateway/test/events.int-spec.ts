import {
  generationProgressData,
  generationQueuedData,
  generationResource,
  generationRunningData,
  newId,
} from '@imageai/api';
import { GenerationStatus, ImageStatus } from '@imageai/contracts/generation';
import { ImageProgress } from '@imageai/contracts/inference';
import { followedSubject, progressSubject } from '@imageai/contracts/subjects';
import { Messaging } from '@imageai/messaging';
import { createLogger } from '@imageai/telemetry';
import { type TestNats, testNats, waitUntil } from '@imageai/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startGateway } from '../src/gateway.js';
import { EventStream } from './event-stream.js';
import { type Fixture, startFixture } from './gateway-fixture.js';

let nats: TestNats;
let worker: Messaging;
let api: Fixture;
let key: string;
beforeAll(async () => {
  nats = await testNats();
  worker = await Messaging.connect({ url: nats.url, service: 'worker' });
  api = await startFixture({ NATS_URL: nats.url });
}, 60_000);
afterAll(async () => {
  await worker.close();
  await api.stop();
  await nats.stop();
});
beforeEach(() => {
  key = api.key();
  api.generation.hold = true;
  api.generation.imageStatuses = [];
  api.generation.endStatus = GenerationStatus.GENERATION_STATUS_SUCCEEDED;
});

const job = async (): Promise<string> =>
  String((await api.post(key, { prompt: 'a lake' }, {}, '/api/generations')).body.id);

const follow = (id: string, { lastEventId = '', query = '', as = key, url = api.url } = {}) =>
  EventStream.open(`${url}/api/generations/${id}/events${query}`, {
    authorization: `Bearer ${as}`,
    ...(lastEventId !== '' && { 'last-event-id': lastEventId }),
  });

const tell = (generationId: string, step: number, preview = ''): void => {
  const progress = { generationId, imageId: 'img_1', index: 0, step, of: 8, preview: Buffer.from(preview) };
  worker.connection.publish(progressSubject(generationId), ImageProgress.encode(progress).finish());
};

describe('GET /api/generations/{id}/events', () => {
  it('tells each state with its number, and ends after the last', async () => {
    const id = await job();
    const stream = await follow(id);
    await stream.has(1);
    api.generation.start(id);
    await stream.has(2);
    api.generation.finish(id);
    await stream.end();
    expect(stream.names).toEqual(['1 queued', '2 running', '3 succeeded']);
    const [queued, running, succeeded] = stream.events.map(({ data }) => data);
    expect(generationQueuedData.parse(queued)).toMatchObject({ id, queue_position: 3 });
    expect(generationRunningData.parse(running)).toMatchObject({ id, started_at: '2026-01-15T12:00:01.000Z' });
    expect(generationResource.parse(succeeded)).toMatchObject({ id, images: [{ seed: expect.any(Number) }] });
    expect(stream.text).toMatch(/^retry: 1000\n\n/);
  });

  it('says what it is, and what is left of the limits', async () => {
    const stream = await follow(await job());
    expect(Object.fromEntries(stream.response.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      'x-request-id': expect.stringMatching(/^req_/),
      'x-ratelimit-remaining-requests': '12',
    });
    stream.leave();
  });

  it.each([
    [GenerationStatus.GENERATION_STATUS_FAILED, ImageStatus.IMAGE_STATUS_FAILED, 'failed'],
    [GenerationStatus.GENERATION_STATUS_EXPIRED, ImageStatus.IMAGE_STATUS_EXPIRED, 'expired'],
    [GenerationStatus.GENERATION_STATUS_CANCELLED, ImageStatus.IMAGE_STATUS_CANCELLED, 'cancelled'],
  ])('tells of the end %s, which may come without a start', async (status, image, name) => {
    const id = await job();
    const stream = await follow(id);
    await stream.has(1);
    api.generation.imageStatuses = [image];
    api.generation.endStatus = status;
    api.generation.finish(id);
    await stream.end();
    expect(stream.names).toEqual(['1 queued', `3 ${name}`]);
    expect(generationResource.parse(stream.events[1]?.data).status).toBe(name);
  });

  it('tells again what came after Last-Event-ID, at whichever gateway: as a header, or in the query', async () => {
    const other = await startGateway({ ...api.config, HTTP_PORT: 0 }, createLogger('gateway', 'fatal'));
    const url = `http://127.0.0.1:${other.port}`;
    const id = await job();
    api.generation.start(id);
    api.generation.finish(id);
    const all = ['1 queued', '2 running', '3 succeeded'];
    const cases = [
      [{ url }, all],
      [{ lastEventId: '1' }, all.slice(1)],
      [{ url, lastEventId: '2' }, all.slice(2)],
      [{ query: '?last_event_id=1' }, all.slice(1)],
      [{ lastEventId: '2', query: '?last_event_id=1' }, all.slice(2)],
      [{ query: '?last_event_id=' }, all],
    ] as const;
    for (const [options, names] of cases) {
      const stream = await follow(id, options);
      await stream.end();
      expect(stream.names).toEqual(names);
    }
    const done = await follow(id, { lastEventId: '3' });
    expect(done.response.status).toBe(204);
    await other.stop();
  });

  it('goes on through a restart of generation', async () => {
    const id = await job();
    const stream = await follow(id);
    await stream.has(1);
    const before = api.generation.watches;
    api.generation.away = true;
    api.generation.breakStreams();
    await waitUntil(() => api.generation.watches > before);
    api.generation.start(id);
    api.generation.away = false;
    await stream.has(2);
    api.generation.finish(id);
    await stream.end();
    expect(stream.names).toEqual(['1 queued', '2 running', '3 succeeded']);
  });

  it('of many that follow one generation watches it once, and lets it go with the last of them', async () => {
    const id = await job();
    const before = api.generation.watching;
    const streams = await Promise.all(Array.from({ length: 20 }, () => follow(id)));
    for (const stream of streams) await stream.has(1);
    await waitUntil(() => api.generation.watching === before + 1);
    for (const stream of streams) stream.leave();
    await waitUntil(() => api.generation.watching === before);
  });

  it('keeps nothing of a client that went away before it was answered', async () => {
    const id = await job();
    const before = api.generation.watching;
    const client = new AbortController();
    const answers = Array.from({ length: 20 }, () =>
      fetch(`${api.url}/api/generations/${id}/events`, {
        headers: { authorization: `Bearer ${key}` },
        signal: client.signal,
      }).catch(() => undefined),
    );
    client.abort();
    await Promise.all(answers);
    const stream = await follow(id);
    await stream.has(1);
    stream.leave();
    await waitUntil(() => api.generation.watching === before);
  });

  it('tells how the place in the queue moves, without a number of its own', async () => {
    const id = await job();
    const stream = await follow(id);
    await stream.has(1);
    api.generation.queuePosition = 1;
    await stream.has(2);
    expect(stream.names).toEqual(['1 queued', 'queued']);
    expect(generationQueuedData.parse(stream.events[1]?.data).queue_position).toBe(1);
    const again = await follow(id, { lastEventId: '1' });
    await again.has(1);
    expect(again.names).toEqual(['queued']);
    for (const each of [stream, again]) each.leave();
    api.generation.queuePosition = 3;
  });
});

describe('progress', () => {
  it('is told with its preview; who joins later hears the latest at once', async () => {
    const id = await job();
    const stream = await follow(id);
    await stream.has(1);
    await waitUntil(
      () => {
        tell(id, 3, 'a small JPEG');
        return stream.names.includes('progress');
      },
      { timeoutMs: 20_000, what: 'progress' },
    );
    const progress = stream.events.find(({ event }) => event === 'progress');
    expect(progress?.id).toBe('');
    expect(generationProgressData.parse(progress?.data)).toEqual({
      image_id: 'img_1',
      index: 0,
      step: 3,
      of: 8,
      preview: Buffer.from('a small JPEG').toString('base64'),
    });
    const late = await follow(id);
    await late.has(2);
    expect(late.names).toEqual(['1 queued', 'progress']);
    tell(id, 8);
    await waitUntil(() => late.events.at(-1)?.data.step === 8);
    expect(late.events.at(-1)?.data.preview).toBeNull();
    api.generation.finish(id);
    await late.end();
    expect(late.names.at(-1)).toBe('3 succeeded');
  });

  it('reaches the first who follows at once, as far as it is: its worker hears that somebody has come', async () => {
    const id = await job();
    worker.connection.subscribe(followedSubject(id), { max: 1, callback: () => tell(id, 5) });
    await worker.connection.flush();
    const stream = await follow(id);
    await stream.has(2);
    expect(stream.events.at(-1)?.data).toMatchObject({ step: 5, of: 8 });
    api.generation.finish(id);
    await stream.end();
  });

  it('that does not come, NATS being away, keeps back no state', async () => {
    const id = await job();
    await nats.kill();
    const stream = await follow(id);
    await stream.has(1);
    api.generation.start(id);
    api.generation.finish(id);
    await stream.end();
    expect(stream.names.filter((name) => name !== 'progress')).toEqual(['1 queued', '2 running', '3 succeeded']);
    await nats.restart();
  });
});

describe('nobody follows', () => {
  it("another account's generation, or one that does not exist: both are 404 alike", async () => {
    const id = await job();
    const stranger = api.key({ accountId: 'acct_2' });
    const first = await follow(id);
    await first.has(1);
    for (const path of [id, newId('gen'), 'gen_x']) {
      const { status, body } = await api.get(stranger, `/api/generations/${path}/events`);
      expect([status, body.error]).toMatchObject([404, { code: 'not_found', param: null }]);
    }
    expect((await api.request(`/api/generations/${id}/events`)).status).toBe(401);
    first.leave();
  });

  it('from an id that no event has', async () => {
    const id = await job();
    const { status, body } = await api.get(key, `/api/generations/${id}/events?last_event_id=4`);
    expect([status, body.error]).toMatchObject([400, { code: 'parameter_invalid', param: 'last_event_id' }]);
    const { response } = await follow(id, { lastEventId: 'x' });
    expect(response.status).toBe(400);
  });
});

describe('a gateway that is told to stop', () => {
  it('ends its streams at once; their clients join again elsewhere, and miss nothing', async () => {
    const leaving = await startGateway({ ...api.config, HTTP_PORT: 0 }, createLogger('gateway', 'fatal'));
    const id = await job();
    const first = await follow(id, { url: `http://127.0.0.1:${leaving.port}` });
    await first.has(1);
    await leaving.stop();
    await first.end();
    api.generation.start(id);
    const second = await follow(id, { lastEventId: first.events.at(-1)?.id ?? '' });
    await second.has(1);
    api.generation.finish(id);
    await second.end();
    expect([...first.names, ...second.names]).toEqual(['1 queued', '2 running', '3 succeeded']);
  });
});
