import { keyWithSecret } from '@imageai/api';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Answer, type Fixture, startFixture } from './gateway-fixture.js';

let api: Fixture;
let key: string;
let webhookId: string;
let keyId: string;
beforeAll(async () => {
  api = await startFixture({ PEER_PATIENCE_MS: 2_000 });
});
afterAll(async () => api.stop());
let used = 0;
beforeEach(async () => {
  key = api.key({ scopes: ['read', 'manage'] });
  webhookId = String((await send('/api/webhooks', { url })).body.id);
  keyId = api.auth.make({ accountId: 'acct_1' }).key.id;
  used += 1;
});

const url = 'https://hooks.example/images';
const send = (path: string, body: object, idempotencyKey?: string, as = key): Promise<Answer> =>
  api.post(as, body, { headers: { ...(idempotencyKey && { 'idempotency-key': idempotencyKey }) } }, path);
const codeOf = ({ status, body }: Answer) => [status, (body.error as { code: string }).code];
const replayed = ({ headers }: Answer) => headers.get('idempotency-replayed');
/** No test knows another's requests. */
const named = () => `k${used}`;

const routes: readonly [string, () => string, object][] = [
  ['a key', () => '/api/keys', { name: 'The shop' }],
  ['the successor of a key', () => `/api/keys/${keyId}/rotate`, { overlap_seconds: 60 }],
  ['an endpoint', () => '/api/webhooks', { url }],
  ['a new secret of an endpoint', () => `/api/webhooks/${webhookId}/rotate-secret`, { overlap_seconds: 60 }],
  ['a new default secret', () => '/api/webhooks/default-secret/rotate', { overlap_seconds: 60 }],
];

describe.each(routes)('%s', (_what, path, body) => {
  it('is made once under an idempotency key, and the same answer comes again, its secret with it', async () => {
    const first = await send(path(), body, named());
    expect([first.status < 300, replayed(first)]).toEqual([true, null]);
    const reordered = Object.fromEntries(Object.entries({ description: null, ...body }).reverse());
    const again = await send(path(), 'url' in body ? reordered : body, `"${named()}"`);
    expect([again.status, replayed(again)]).toEqual([first.status, 'true']);
    expect(again.body).toEqual(first.body);
    expect(first.body.secret).toEqual(expect.any(String));
    expect(again.headers.get('x-ratelimit-remaining-requests')).toBe('12');
  });

  it('is 422 under the key of another body, and 400 under one that is none', async () => {
    await send(path(), body, named());
    const other = 'overlap_seconds' in body ? { overlap_seconds: 61 } : { ...body, url: undefined, name: 'b' };
    const changed = 'url' in body ? { url: `${url}/b` } : other;
    expect(codeOf(await send(path(), changed, named()))).toEqual([422, 'idempotency_mismatch']);
    const { status, body: refused } = await send(path(), body, 'x'.repeat(256));
    expect([status, refused.error]).toMatchObject([400, { code: 'parameter_invalid', param: 'Idempotency-Key' }]);
  });

  it('is another for another account, and each time without a key', async () => {
    const stranger = api.key({ accountId: 'acct_2', scopes: ['read', 'manage'] });
    const answers = [await send(path(), body, named()), await send(path(), body), await send(path(), body)];
    expect(answers.map(replayed)).toEqual([null, null, null]);
    expect(replayed(await send(path(), body, named(), stranger))).toBeNull();
  });
});

describe('a request', () => {
  it.each([
    ['under an idempotency key', true],
    ['without one', false],
  ])('%s makes one key though answers of auth are lost, and nobody notices', async (_how, keyed) => {
    const before = api.auth.apiKeys.size;
    api.auth.made.lost = 2;
    const made = await send('/api/keys', {}, keyed ? named() : undefined);
    expect([made.status, api.auth.apiKeys.size]).toEqual([201, before + 1]);
    expect(api.auth.apiKeys.has(keyWithSecret.parse(made.body).id)).toBe(true);
  });

  it('under an idempotency key sends one test event', async () => {
    const [first, again] = [await test(), await test()];
    expect([first.status, again.body, replayed(again)]).toEqual([202, first.body, 'true']);
    expect((await test('another')).body.id).not.toBe(first.body.id);
  });
  const test = (idempotencyKey = named()) =>
    api.request(`/api/webhooks/${webhookId}/test`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'idempotency-key': idempotencyKey },
    });

  it('that may not make it is 403 and tells nothing of what was made', async () => {
    await send('/api/keys', {}, named());
    const reader = api.key({ scopes: ['read'] });
    expect(codeOf(await send('/api/keys', {}, named(), reader))).toEqual([403, 'insufficient_scope']);
  });
});
