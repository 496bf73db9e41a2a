import { acceptedGeneration, generateImageResponse } from '@imageai/api';
import { CreateRefusal } from '@imageai/contracts/generation';
import { AdmissionRefusal } from '@imageai/contracts/metering';
import { createLogger } from '@imageai/telemetry';
import { waitUntil } from '@imageai/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startGateway } from '../src/gateway.js';
import { type Answer, type Fixture, startFixture } from './gateway-fixture.js';

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
  api.generation.created.length = 0;
  api.generation.keys.clear();
  api.generation.hold = false;
  api.generation.refusal = undefined;
  api.storage.gone.clear();
  api.storage.away = false;
  api.storage.hasAll = true;
});

const body = { prompt: 'a lake', seed: 5 };
const routes = ['/api/generate-image', '/api/generations'] as const;

const send = (idempotencyKey: string, sent: unknown = body, path: string = routes[0], as = key): Promise<Answer> =>
  api.post(as, sent, { headers: { 'idempotency-key': idempotencyKey } }, path);

const codeOf = ({ status, body: { error } }: Answer) => [status, (error as { code: string }).code];

describe('a request that is sent again under its idempotency key', () => {
  it.each(routes)('to %s makes one generation, is metered once and gets the same answer', async (path) => {
    const first = await send('k', body, path);
    const second = await send('"k"', { seed: 5, n: null, prompt: 'a lake' }, path);
    expect([second.status, second.body.id]).toEqual([first.status, first.body.id]);
    expect([first, second].map(({ headers }) => headers.get('idempotency-replayed'))).toEqual([null, 'true']);
    expect(second.headers.get('x-ratelimit-remaining-requests')).toBe('12');
    expect(api.generation.created).toMatchObject([{ idempotencyKey: 'k', idempotencyRoute: path }]);
    expect(api.metering.asked).toHaveLength(1);
  });

  it('joins its generation while that is under way', async () => {
    api.generation.hold = true;
    const before = api.generation.watches;
    const first = send('k');
    await waitUntil(() => api.generation.watches === before + 1);
    const second = send('k');
    await waitUntil(() => api.generation.watches === before + 2);
    api.generation.finish(api.generation.created[0]?.generationId ?? '');
    expect(generateImageResponse.parse((await second).body)).toEqual((await first).body);
    expect(api.metering.asked).toHaveLength(1);
  });

  it('is told 409 and to come again in a second until its job exists, which takes none of the minute', async () => {
    await api.servers.metering.down();
    const { answer, stop } = await waitingForMetering();
    const second = await send('k');
    expect(codeOf(second)).toEqual([409, 'conflict']);
    expect(second.headers.get('retry-after')).toBe('1');
    await api.servers.metering.up();
    expect((await answer).status).toBe(200);
    expect(api.metering.asked).toHaveLength(1);
    await stop();
  });

  it('of two hundred at once makes one generation and takes one of the minute', async () => {
    const answers = await Promise.all(Array.from({ length: 200 }, () => send('k')));
    const statuses = new Set(answers.map(({ status }) => status));
    expect([...statuses].filter((status) => status !== 200 && status !== 409)).toEqual([]);
    expect(api.generation.created).toHaveLength(1);
    expect(api.metering.asked).toHaveLength(1);
  }, 60_000);

  it('with another body is 422 and takes nothing; with a faulty one it is that fault', async () => {
    await send('k');
    expect(codeOf(await send('k', { ...body, seed: 6 }))).toEqual([422, 'idempotency_mismatch']);
    expect(api.metering.asked).toHaveLength(1);
    expect(codeOf(await send('k', { ...body, width: 3 }))).toEqual([400, 'parameter_invalid']);
    expect(codeOf(await send('k', { ...body, model: 'none' }))).toEqual([400, 'parameter_invalid']);
    expect(api.metering.asked).toHaveLength(3);
  });

  it('is answered although the minute is used up, the plan forbids it now, or the account is suspended', async () => {
    await send('k');
    api.metering.refusal = AdmissionRefusal.ADMISSION_REFUSAL_MINUTE;
    expect((await send('k')).status).toBe(200);
    expect((await send('k', body, routes[0], api.key({ scopes: [], suspended: true }))).status).toBe(200);
  });

  it('is 410 once its image is gone, where images are what it answers', async () => {
    const { body: image } = await send('k');
    api.storage.gone.add(String(image.id));
    expect(codeOf(await send('k'))).toEqual([410, 'image_gone']);
    const { body: job } = await send('k', body, routes[1]);
    api.storage.gone.add(`img_${String(job.id).slice(4)}0`);
    expect((await send('k', body, routes[1])).status).toBe(202);
  });

  it('is 503 while storage cannot say whether the image is there', async () => {
    await send('k');
    api.storage.away = true;
    expect(codeOf(await send('k'))).toEqual([503, 'unavailable']);
  });
});

describe('a key', () => {
  it('counts for one account and one route', async () => {
    const stranger = api.key({ accountId: 'acct_2' });
    const answers = [
      await send('k'),
      await send('k', body, routes[1]),
      await send('k', { prompt: 'b' }, routes[0], stranger),
    ];
    expect(answers.map(({ headers }) => headers.get('idempotency-replayed'))).toEqual([null, null, null]);
    expect(new Set(api.generation.created.map(({ generationId }) => generationId)).size).toBe(3);
  });

  it.each<[string, number, (fixture: Fixture) => void]>([
    ['a 429 for the minute', 429, ({ metering }) => (metering.refusal = AdmissionRefusal.ADMISSION_REFUSAL_MINUTE)],
    ['a 429 for the month', 429, ({ metering }) => (metering.refusal = AdmissionRefusal.ADMISSION_REFUSAL_MONTH)],
    ['overload', 503, ({ generation }) => (generation.refusal = CreateRefusal.CREATE_REFUSAL_OVERLOADED)],
  ])('is not used up by %s, not even for another body', async (_what, status, spoil) => {
    spoil(api);
    expect((await send('k')).status).toBe(status);
    api.metering.refusal = undefined;
    api.generation.refusal = undefined;
    expect((await send('k', { prompt: 'another' })).status).toBe(200);
  });

  it('is not used up by a 403 or a faulty body', async () => {
    expect((await send('k', body, routes[0], api.key({ suspended: true }))).status).toBe(403);
    expect((await send('k', { ...body, width: 3 })).status).toBe(400);
    expect((await send('k', { prompt: 'another' })).status).toBe(200);
  });

  it.each(['', 'x'.repeat(256), 'ü'])('of the wrong form (%j) is 400, after faults of the body', async (wrong) => {
    const { status, body: refused } = await send(wrong);
    expect([status, refused.error]).toMatchObject([400, { code: 'parameter_invalid', param: 'Idempotency-Key' }]);
    expect((await send(wrong, {})).body).toMatchObject({ error: { code: 'parameter_missing' } });
    expect(api.generation.created).toEqual([]);
  });
});

describe('a job whose claim was lost', () => {
  it('is 409: the retry joins whoever took the key', async () => {
    const claim = api.generation.claim.bind(api.generation);
    api.generation.claim = (request) => {
      const answer = claim(request);
      api.generation.keys.clear();
      return answer;
    };
    const answer = await send('k');
    api.generation.claim = claim;
    expect(codeOf(answer)).toEqual([409, 'conflict']);
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(acceptedGeneration.safeParse(answer.body).success).toBe(false);
  });
});

/** A gateway that waits for metering, with a request in its hands that has claimed its key and no job. */
async function waitingForMetering() {
  const gateway = await startGateway({ ...api.config, PEER_PATIENCE_MS: 20_000 }, createLogger('gateway', 'fatal'));
  const answer = fetch(`http://127.0.0.1:${gateway.port}${routes[0]}`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'idempotency-key': 'k' },
  });
  await waitUntil(() => api.generation.keys.size > 0);
  return { answer, stop: () => gateway.stop() };
}
