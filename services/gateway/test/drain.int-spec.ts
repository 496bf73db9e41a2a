import { waitUntil } from '@imageai/testing';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type Fixture, startFixture } from './gateway-fixture.js';

let api: Fixture;
afterEach(async () => {
  for (const server of Object.values(api.servers)) await server.down();
});

describe('a gateway that is told to stop', () => {
  it('finishes what waits, takes no new connection, and then ends', async () => {
    api = await startFixture();
    api.generation.hold = true;
    const answer = api.post(api.key(), { prompt: 'a' });
    await waitUntil(() => api.generation.watches > 0);
    const stopped = api.gateway.stop();
    await waitUntil(async () =>
      fetch(`${api.url}/livez`).then(
        () => false,
        () => true,
      ),
    );
    api.generation.finish(api.generation.created[0]?.generationId ?? '');
    expect((await answer).status).toBe(200);
    expect((await answer).headers.get('connection')).toBe('close');
    await stopped;
  });

  it('answers 503 with Retry-After to what does not end in time', async () => {
    api = await startFixture({ DRAIN_TIMEOUT_MS: 100 });
    api.generation.hold = true;
    const answer = api.post(api.key(), { prompt: 'a' });
    await waitUntil(() => api.generation.watches > 0);
    await api.gateway.stop();
    expect((await answer).status).toBe(503);
    expect((await answer).headers.get('retry-after')).toBe('1');
    expect((await answer).body).toMatchObject({ error: { code: 'unavailable' } });
  });
});

describe('a gateway', () => {
  it('ends a wait at the deadline by itself where generation does not', async () => {
    api = await startFixture({ SYNC_DEADLINE_SECONDS: -4 });
    api.generation.hold = true;
    const answer = await api.post(api.key(), { prompt: 'a' });
    expect([answer.status, answer.body]).toMatchObject([500, { error: { code: 'generation_timeout' } }]);
    await api.gateway.stop();
  });

  it('is ready while all that it needs answers', async () => {
    api = await startFixture();
    expect(await api.request('/readyz')).toMatchObject({
      status: 200,
      body: { status: 'ok', checks: { auth: true, metering: true, generation: true } },
    });
    await api.servers.generation.down();
    expect(await api.request('/readyz')).toMatchObject({ status: 503, body: { checks: { generation: false } } });
    expect((await api.request('/livez')).status).toBe(200);
    await api.gateway.stop();
  });
});
