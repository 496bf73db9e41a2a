import { keyList, keyReport, keyResource, keyWithSecret, newApiKey } from '@imageai/api';
import { AppError } from '@imageai/errors';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type FakeRole, fakeRoles } from './fake-people.js';
import { type Answer, type Fixture, startFixture } from './gateway-fixture.js';

let api: Fixture;
beforeAll(async () => {
  api = await startFixture();
});
afterAll(async () => api.stop());
beforeEach(() => {
  api.auth.apiKeys.clear();
  api.auth.requests.length = 0;
});

type Headers = Record<string, string>;

function call(headers: Headers, method: string, path: string, body?: unknown): Promise<Answer> {
  return api.request(path, {
    method,
    headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}
const byKey = (scopes: string[] = ['manage']): Headers => ({ authorization: `Bearer ${api.key({ scopes })}` });
const bySession = (role: FakeRole = 'owner', accounts?: readonly string[]): Headers => {
  const { cookie, csrfToken } = api.auth.signIn(role, accounts);
  return { cookie, 'x-csrf-token': csrfToken };
};
const codeOf = ({ status, body }: Answer) => [status, (body.error as { code: string } | undefined)?.code];

describe.each([
  ['a key with "manage"', () => byKey(), { $case: 'keyId', value: 'key_1' }],
  ['a member who is signed in', () => bySession(), { $case: 'userId', value: expect.stringMatching(/^user_/) }],
] as const)('%s', (_name, by, who) => {
  it('makes a key, whose text is shown this once', async () => {
    const headers = by();
    const made = await call(headers, 'POST', '/api/keys', {
      name: 'The shop',
      expires_at: '2999-01-01T00:00:00Z',
      images_per_month: 5,
      allowed_addresses: ['203.0.113.0/24'],
    });
    const key = keyWithSecret.parse(made.body);
    expect([made.status, key.images_per_month, key.expires_at]).toEqual([201, 5, '2999-01-01T00:00:00.000Z']);
    expect(api.auth.last('createKey')).toMatchObject({ accountId: 'acct_1', actor: { who, address: '127.0.0.1' } });
    const list = await call(headers, 'GET', '/api/keys');
    expect(keyList.parse(list.body).data.map(({ id }) => id)).toEqual([key.id]);
    expect(JSON.stringify(list.body)).not.toContain(key.secret);
    expect(list.headers.get('x-ratelimit-remaining-requests')).toBe('12');
  });

  it('rotates it with a day to change over, and revokes it', async () => {
    const headers = by();
    const { id } = api.auth.make({ name: 'The shop' }).key;
    const rotated = await call(headers, 'POST', `/api/keys/${id}/rotate`);
    expect([rotated.status, keyWithSecret.parse(rotated.body).name]).toEqual([201, 'The shop']);
    expect(api.auth.last('rotateKey')).toMatchObject({ keyId: id, overlapSeconds: 86_400, actor: { who } });
    const revoked = await call(headers, 'DELETE', `/api/keys/${id}`);
    expect([revoked.status, keyResource.parse(revoked.body).revoked_at]).toEqual([200, '2026-01-15T12:00:00.000Z']);
    expect(api.auth.last('revokeKey')).toMatchObject({ accountId: 'acct_1', actor: { who } });
  });
});

describe('a key', () => {
  it('of another account looks like one that is not there', async () => {
    const { id } = api.auth.make({ accountId: 'acct_2' }).key;
    for (const by of [byKey(), bySession()]) {
      expect(codeOf(await call(by, 'DELETE', `/api/keys/${id}`))).toEqual([404, 'not_found']);
      expect(codeOf(await call(by, 'POST', `/api/keys/${id}/rotate`))).toEqual([404, 'not_found']);
    }
  });

  it.each([
    [{ scopes: ['everything'] }, 'scopes'],
    [{ expires_at: 'tomorrow' }, 'expires_at'],
    [{ name: 'x'.repeat(201) }, 'name'],
    [{ images_per_month: -1 }, 'images_per_month'],
    [{ allowed_origins: 'https://app.example' }, 'allowed_origins'],
  ])('is not made of %j', async (body, param) => {
    const answer = await call(byKey(), 'POST', '/api/keys', body);
    expect([codeOf(answer), (answer.body.error as { param: string }).param]).toEqual([
      [400, 'parameter_invalid'],
      param,
    ]);
  });

  it('that leaked is ended by whoever has its text', async () => {
    const secret = newApiKey();
    const answer = await call({}, 'POST', '/api/keys/report', { key: secret, found_at: 'a public page' });
    expect([answer.status, keyReport.parse(answer.body).result]).toEqual([200, 'revoked']);
    expect(api.auth.last('revokeByText')).toMatchObject({ secret, foundAt: 'a public page' });
  });

  it('is not made while auth is away, which is said', async () => {
    const key = byKey();
    // The key is known by now.
    await call(key, 'GET', '/api/keys');
    await api.servers.auth.down();
    expect(codeOf(await call(key, 'POST', '/api/keys', {}))).toEqual([503, 'unavailable']);
    expect(codeOf(await call({ cookie: 'imageai_session=any' }, 'GET', '/api/keys'))).toEqual([503, 'unavailable']);
    await api.servers.auth.up();
  });

  it('that ended while it was still believed is 401', async () => {
    const key = byKey();
    api.auth.apiKeys.get = () => {
      throw new AppError('invalid_api_key');
    };
    try {
      const answer = await call(key, 'DELETE', `/api/keys/key_${'0'.repeat(36)}`);
      expect(codeOf(answer)).toEqual([401, 'invalid_api_key']);
    } finally {
      Reflect.deleteProperty(api.auth.apiKeys, 'get');
    }
  });
});

describe('a member', () => {
  const may: Readonly<Record<string, readonly FakeRole[]>> = {
    'GET /api/keys': ['owner', 'developer', 'viewer'],
    'POST /api/keys': ['owner', 'developer'],
    'GET /api/images': fakeRoles,
    'POST /api/webhooks': ['owner', 'developer'],
    'POST /api/generate-image': ['owner', 'developer'],
  };
  const bodies: Readonly<Record<string, unknown>> = {
    'POST /api/keys': {},
    'POST /api/webhooks': { url: 'https://hooks.example/images' },
    'POST /api/generate-image': { prompt: 'a lake' },
  };

  it.each(Object.keys(may).flatMap((route) => fakeRoles.map((role) => [role, route] as const)))(
    'who is %s may call %s, or is told that their role may not',
    async (role, route) => {
      const [method = '', path = ''] = route.split(' ');
      const answer = await call(bySession(role), method, path, bodies[route]);
      if (may[route]?.includes(role)) expect(answer.status).toBeLessThan(300);
      else
        expect(answer.body.error).toMatchObject({ code: 'insufficient_scope', message: 'Your role may not do this.' });
    },
  );

  it('acts for the account that each tab names, and for none that is not theirs', async () => {
    const tab = bySession('owner', ['acct_1', 'acct_2']);
    await call(tab, 'GET', '/api/keys');
    expect(api.auth.last('listKeys').accountId).toBe('acct_1');
    await call({ ...tab, 'x-account-id': 'acct_2' }, 'GET', '/api/keys');
    expect(api.auth.last('listKeys').accountId).toBe('acct_2');
    const foreign = await call({ ...tab, 'x-account-id': 'acct_3' }, 'GET', '/api/keys');
    expect(codeOf(foreign)).toEqual([404, 'not_found']);
    expect(codeOf(await call(bySession('owner', []), 'GET', '/api/keys'))).toEqual([404, 'not_found']);
  });

  it('makes images that are booked under their user', async () => {
    const answer = await call(bySession(), 'POST', '/api/generate-image', { prompt: 'a lake' });
    expect(answer.status).toBe(200);
    expect(api.metering.asked.at(-1)).toMatchObject({ accountId: 'acct_1', keyId: expect.stringMatching(/^user_/) });
  });

  it('who sends a key too is nobody but the key', async () => {
    const both = { ...bySession(), authorization: 'Bearer nonsense' };
    expect(codeOf(await call(both, 'GET', '/api/keys'))).toEqual([401, 'invalid_api_key']);
  });
});
