import { acceptedGeneration, generateImageResponse } from '@imageai/api';
import { GenerationStatus, ImageStatus, Lane } from '@imageai/contracts/generation';
import { AdmissionRefusal } from '@imageai/contracts/metering';
import { waitUntil } from '@imageai/testing';
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
  api.metering.refusal = undefined;
  api.metering.remainingImages = 1_990;
  api.generation.created.length = 0;
  api.generation.hold = true;
  api.generation.imageStatuses = [];
  api.generation.endStatus = GenerationStatus.GENERATION_STATUS_SUCCEEDED;
});

const prefer = (preference: string, more: Record<string, string> = {}) =>
  api.post(key, { prompt: 'a lake' }, { headers: { prefer: preference, ...more } });
/** In minutes: the machine may be busy. */
const minutesLeft = () => Math.round(((api.generation.created[0]?.expiresAt?.getTime() ?? 0) - Date.now()) / 60_000);

describe('Prefer on the synchronous route', () => {
  it('respond-async answers the job at once, with a day to be done', async () => {
    const { status, headers, body } = await prefer('respond-async');
    expect([status, headers.get('preference-applied')]).toEqual([202, 'respond-async']);
    expect(headers.get('location')).toBe(acceptedGeneration.parse(body).status_url);
    expect(minutesLeft()).toBe(24 * 60);
  });

  it('wait=N answers the job, as it stands then, when it is not done by that time', async () => {
    const { status, headers, body } = await prefer('wait=1');
    expect([status, headers.get('preference-applied')]).toEqual([202, 'wait=1']);
    expect(acceptedGeneration.parse(body).status).toBe('queued');
  });

  it('wait=N answers the images when they are done in time', async () => {
    const before = api.generation.watches;
    const answer = prefer('wait=60, respond-async');
    await waitUntil(() => api.generation.watches > before);
    api.generation.finish(api.generation.created[0]?.generationId ?? '');
    const { status, body } = await answer;
    expect(status).toBe(200);
    generateImageResponse.parse(body);
  });

  it('of another kind is passed over', async () => {
    api.generation.hold = false;
    expect((await prefer('return=minimal, wait=soon')).status).toBe(200);
    expect(minutesLeft()).toBe(10);
  });
});

describe('a client that goes away', () => {
  const leave = async (headers: Record<string, string>) => {
    const before = api.generation.watches;
    const client = new AbortController();
    const answer = api.post(key, { prompt: 'a' }, { signal: client.signal, headers });
    await waitUntil(() => api.generation.watches > before);
    client.abort();
    await expect(answer).rejects.toThrow();
    return api.generation.created[0]?.generationId ?? '';
  };
  const statusOf = async (id: string) => (await api.get(key, `/api/generations/${id}`)).body.status;

  it('ends its job where it asked for that', async () => {
    const id = await leave({ 'x-cancel-on-disconnect': 'true' });
    await waitUntil(async () => (await statusOf(id)) === 'cancelled');
  });

  it('leaves its job going otherwise', async () => {
    const id = await leave({ 'x-cancel-on-disconnect': 'false' });
    api.generation.finish(id);
    expect(await statusOf(id)).toBe('succeeded');
  });
});

describe('a request that cannot be begun by its deadline', () => {
  const lane = Lane.LANE_PROFESSIONAL;
  let busy: Fixture;
  let busyKey: string;
  const post = (body: Record<string, unknown>) => busy.post(busyKey, { prompt: 'a', ...body });
  beforeAll(async () => {
    busy = await startFixture();
    busy.generation.estimates = [
      { model: 'test', lane, waitMs: 100_000 },
      { model: 'test', lane: Lane.LANE_ENTERPRISE, waitMs: 0 },
      { model: 'quick', lane, waitMs: 0 },
    ];
    busy.generation.models = [{ name: 'test' }, { name: 'quick' }];
    busyKey = busy.key();
  });
  afterAll(async () => busy.stop());
  beforeEach(() => {
    busy.metering.asked.length = 0;
    busy.metering.refusal = undefined;
  });

  it('is 503 overloaded with Retry-After before anything is reserved; one of the minute is taken', async () => {
    const { status, headers, body } = await post({ expires_in: 60 });
    expect([status, headers.get('retry-after'), body.error]).toMatchObject([503, '40', { code: 'overloaded' }]);
    expect(busy.metering.asked.map(({ images }) => images)).toEqual([0]);
    expect(busy.generation.created).toEqual([]);
  });

  it('is refused for the minute and for the month first', async () => {
    busy.metering.refusal = AdmissionRefusal.ADMISSION_REFUSAL_MINUTE;
    expect((await post({ expires_in: 60 })).body.error).toMatchObject({ code: 'rate_limit_exceeded' });
    busy.metering.refusal = undefined;
    busy.metering.remainingImages = 1;
    expect((await post({ expires_in: 60, n: 2 })).body.error).toMatchObject({ code: 'monthly_quota_exceeded' });
  });

  it('with more time, another model or an idle lane is made', async () => {
    expect((await post({ expires_in: 101 })).status).toBe(200);
    expect((await post({ expires_in: 60, model: 'quick' })).status).toBe(200);
  });
});

it('an image that was cancelled is not answered as done', async () => {
  api.generation.imageStatuses = [ImageStatus.IMAGE_STATUS_CANCELLED];
  api.generation.endStatus = GenerationStatus.GENERATION_STATUS_CANCELLED;
  api.generation.hold = false;
  expect((await prefer('wait=60')).status).toBe(409);
});
