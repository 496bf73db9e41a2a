import { openAiCompletedEvent, openAiPartialImageEvent } from '@imageai/api';
import { GenerationStatus, ImageStatus } from '@imageai/contracts/generation';
import { ImageProgress } from '@imageai/contracts/inference';
import { progressSubject } from '@imageai/contracts/subjects';
import { Messaging } from '@imageai/messaging';
import { type TestNats, testNats, waitUntil } from '@imageai/testing';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { FakeStorage } from './fake-storage.js';
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
  await api.stop();
  await worker.close();
  await nats.stop();
});
beforeEach(() => {
  key = api.key();
  api.generation.created.length = 0;
  api.generation.hold = true;
  api.generation.imageStatuses = [];
  api.generation.endStatus = GenerationStatus.GENERATION_STATUS_SUCCEEDED;
  api.storage.gone.clear();
});

interface StreamEvent {
  readonly event: string;
  readonly data: Record<string, unknown>;
}

interface Asked {
  readonly api: Fixture;
  readonly key: string;
  readonly headers?: Record<string, string>;
}
const suite = (): Asked => ({ api, key });

/** A stream under way, read as its events come. */
async function stream(parameters: Record<string, unknown> = {}, { api, key, headers = {} }: Asked = suite()) {
  const abort = new AbortController();
  const response = await fetch(`${api.url}/v1/images/generations`, {
    method: 'POST',
    body: JSON.stringify({ prompt: 'a lake', stream: true, ...parameters }),
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
    signal: abort.signal,
  });
  const events: StreamEvent[] = [];
  const ended = (async () => {
    let text = '';
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString();
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const [, event, data] = /^event: (.*)\ndata: (.*)$/.exec(text.slice(0, end)) ?? [];
        text = text.slice(end + 2);
        if (event !== undefined && data !== undefined) events.push({ event, data: JSON.parse(data) });
      }
    }
  })();
  const id = api.generation.created[0]?.generationId ?? '';
  return {
    response,
    events,
    ended,
    abort: () => abort.abort(),
    finish: () => api.generation.finish(id),
    tell: (step: number, of: number, preview: string) => {
      const progress = { generationId: id, imageId: 'img_1', index: 0, step, of, preview: Buffer.from(preview) };
      worker.connection.publish(progressSubject(id), ImageProgress.encode(progress).finish());
    },
  };
}

it('is the headers at once, then the image', async () => {
  const { response, events, ended, finish } = await stream({ output_format: 'webp' });
  expect([response.status, response.headers.get('content-type'), response.headers.get('cache-control')]).toEqual([
    200,
    'text/event-stream; charset=utf-8',
    'no-store',
  ]);
  expect(response.headers.get('x-ratelimit-remaining-requests')).toBe('12');
  expect(events).toEqual([]);
  finish();
  await ended;
  const image = `img_${api.generation.created[0]?.generationId.slice(4)}0`;
  expect(events.map(({ event }) => event)).toEqual(['image_generation.completed']);
  expect(openAiCompletedEvent.parse(events[0]?.data)).toMatchObject({
    b64_json: FakeStorage.fileOf(image).toString('base64'),
    created_at: Date.parse('2026-01-15T12:00:03Z') / 1000,
    size: '1024x1024',
    quality: 'medium',
    background: 'opaque',
    output_format: 'webp',
    usage: { total_tokens: 4098 },
  });
});

it('brings as many previews as were asked for, evenly spread, before the image', async () => {
  const { events, ended, tell, finish } = await stream({ partial_images: 2, quality: 'high' });
  // Messages before the gateway has subscribed are lost: the first step is told until it is seen to be heard.
  await waitUntil(() => {
    tell(14, 40, 'one');
    return events.length === 1;
  });
  for (const step of [20, 27, 33, 40]) tell(step, 40, `step ${step}`);
  await waitUntil(() => events.length === 2);
  finish();
  await ended;
  const [first, second, last] = events;
  expect(openAiPartialImageEvent.parse(first?.data)).toMatchObject({
    type: 'image_generation.partial_image',
    b64_json: Buffer.from('one').toString('base64'),
    partial_image_index: 0,
    output_format: 'jpeg',
    size: '1024x1024',
    quality: 'high',
  });
  expect(openAiPartialImageEvent.parse(second?.data)).toMatchObject({
    b64_json: Buffer.from('step 27').toString('base64'),
    partial_image_index: 1,
  });
  expect(last?.event).toBe('image_generation.completed');
  expect(events).toHaveLength(3);
});

it('tells a failure after the headers as an error event in the envelope of every error, and ends', async () => {
  const { response, events, ended, finish } = await stream();
  api.generation.imageStatuses = [ImageStatus.IMAGE_STATUS_FAILED];
  api.generation.endStatus = GenerationStatus.GENERATION_STATUS_FAILED;
  finish();
  await ended;
  expect(response.status).toBe(200);
  expect(events).toMatchObject([
    { event: 'error', data: { type: 'error', error: { type: 'server_error', code: 'internal_error', param: null } } },
  ]);
});

it('tells of an image that is gone before it could be read', async () => {
  const { events, ended, finish } = await stream();
  api.storage.gone.add(`img_${api.generation.created[0]?.generationId.slice(4)}0`);
  finish();
  await ended;
  expect(events).toMatchObject([{ event: 'error', data: { error: { code: 'image_gone' } } }]);
});

it('is refused before it begins with the status of every other refusal', async () => {
  const { response } = await stream({ n: 2 });
  expect([response.status, response.headers.get('content-type')]).toEqual([400, 'application/json; charset=utf-8']);
  expect(api.generation.created).toEqual([]);
});

it('survives a break between gateway and generation', async () => {
  const { events, ended, finish } = await stream();
  const watches = api.generation.watches;
  api.generation.breakStreams();
  await waitUntil(() => api.generation.watches > watches);
  finish();
  await ended;
  expect(events).toMatchObject([{ event: 'image_generation.completed' }]);
});

it('that its client leaves is watched no longer, and its generation goes on', async () => {
  const { ended, abort } = await stream({ partial_images: 1 });
  const gone = expect(ended).rejects.toThrow();
  await waitUntil(() => api.generation.watching > 0);
  abort();
  await gone;
  await waitUntil(() => api.generation.watching === 0);
});

it('that is asked for again under its idempotency key joins the same generation, under way or over', async () => {
  const again = () => stream({}, { api, key, headers: { 'idempotency-key': 'order-8' } });
  api.metering.asked.length = 0;
  const first = await again();
  const second = await again();
  expect(second.response.headers.get('idempotency-replayed')).toBe('true');
  first.finish();
  await Promise.all([first.ended, second.ended]);
  api.storage.hasAll = true;
  const third = await again();
  await third.ended;
  for (const { events } of [second, third]) expect(events).toEqual(first.events);
  expect(first.events).toMatchObject([{ event: 'image_generation.completed' }]);
  expect([api.generation.created.length, api.metering.asked.length]).toEqual([1, 1]);
});

it('that is under way when the process ends is told so, and can be asked for again', async () => {
  const ending = await startFixture({ DRAIN_TIMEOUT_MS: 100 });
  ending.generation.hold = true;
  const { events, ended } = await stream({}, { api: ending, key: ending.key() });
  await Promise.all([ending.stop(), ended]);
  expect(events).toMatchObject([{ event: 'error', data: { error: { code: 'unavailable' } } }]);
});
