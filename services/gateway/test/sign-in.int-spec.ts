import { currentSession, membershipResource, sessionList, signInProviderList } from '@imageai/api';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Answer, type Fixture, startFixture } from './gateway-fixture.js';

let api: Fixture;
beforeAll(async () => {
  api = await startFixture();
});
afterAll(async () => api.stop());
beforeEach(() => {
  api.auth.sessions.clear();
  api.auth.requests.length = 0;
  api.auth.throttledFor = 0;
});

type Headers = Record<string, string>;

function call(method: string, path: string, body?: unknown, headers: Headers = {}): Promise<Answer> {
  return api.request(path, {
    method,
    redirect: 'manual',
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

const post = (path: string, body?: unknown, headers?: Headers) => call('POST', `/api/auth/${path}`, body, headers);
const codeOf = ({ status, body }: Answer) => [status, (body.error as { code: string; param: string | null }).code];
const cookieOf = ({ headers }: Answer) => headers.getSetCookie()[0] ?? '';
const credentials = () => ({ email: 'ada@example.com', password: api.auth.password });
const asSigned = (role?: 'owner' | 'viewer', accounts?: readonly string[]) => {
  const { cookie, csrfToken } = api.auth.signIn(role, accounts);
  return { cookie, 'x-csrf-token': csrfToken };
};

describe('signing in', () => {
  it('answers who is signed in, with the session in a cookie that no script and no other site can use', async () => {
    const answer = await post('sign-in', credentials(), { 'user-agent': 'A browser' });
    const session = currentSession.parse(answer.body);
    expect(session.memberships.map(({ account_id }) => account_id)).toEqual(['acct_1', 'acct_2']);
    expect(cookieOf(answer)).toMatch(
      /^imageai_session=token-of-ses_\w+; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax$/,
    );
    expect(JSON.stringify(answer.body)).not.toContain('token-of-');
    expect(api.auth.last('signIn').client).toEqual({ address: '127.0.0.1', userAgent: 'A browser' });
  });

  it('is refused in one sentence, whatever is wrong', async () => {
    expect(codeOf(await post('sign-in', { ...credentials(), password: 'another' }))).toEqual([
      401,
      'wrong_credentials',
    ]);
  });

  it('is throttled as auth says, with Retry-After', async () => {
    api.auth.throttledFor = 77;
    const answer = await post('sign-in', credentials());
    expect([codeOf(answer), answer.headers.get('retry-after')]).toEqual([[429, 'rate_limit_exceeded'], '77']);
  });

  it('keeps no page from being asked for what is missing', async () => {
    const answer = await post('sign-in');
    expect(answer.body.error).toMatchObject({ code: 'parameter_missing', param: 'email' });
  });

  it('is not begun by a page of another origin', async () => {
    expect(codeOf(await post('sign-in', credentials(), { origin: 'https://evil.example' }))).toEqual([
      403,
      'csrf_refused',
    ]);
    expect((await post('sign-in', credentials(), { origin: api.url })).status).toBe(200);
  });

  it('is not begun by a form, which needs no leave of ours', async () => {
    const body = JSON.stringify(credentials());
    const answer = await api.request('/api/auth/sign-in', {
      method: 'POST',
      body,
      headers: { 'content-type': 'text/plain' },
    });
    expect(codeOf(answer)).toEqual([415, 'unsupported_media_type']);
  });
});

describe('behind https', () => {
  let secure: Fixture;
  beforeAll(async () => {
    secure = await startFixture({ PUBLIC_URL: 'https://images.example' });
  });
  afterAll(async () => secure.stop());

  it('the cookie is Secure and bound to the host, and pages of the public origin alone may use it', async () => {
    const init = { method: 'POST', body: JSON.stringify(credentials()) };
    const headers = { 'content-type': 'application/json' };
    const answer = await secure.request('/api/auth/sign-in', { ...init, headers });
    expect(cookieOf(answer)).toMatch(/^__Host-imageai_session=.+; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
    const [cookie = ''] = cookieOf(answer).split(';');
    expect((await secure.request('/api/auth/session', { headers: { cookie } })).status).toBe(200);
    for (const [origin, status] of [
      ['https://images.example', 200],
      ['https://images.example.evil', 403],
      [secure.url, 403],
      ['null', 403],
    ] as const) {
      expect((await secure.request('/api/auth/session', { headers: { cookie, origin } })).status).toBe(status);
    }
  });
});

describe('signing up', () => {
  it('answers 202 without a body, and says where it came from', async () => {
    const answer = await post('sign-up', { ...credentials(), name: 'Ada' });
    expect([answer.status, answer.body]).toEqual([202, {}]);
    expect(api.auth.last('signUp')).toMatchObject({ email: 'ada@example.com', client: { address: '127.0.0.1' } });
  });

  it('names the parameter that auth does not take', async () => {
    const answer = await post('sign-up', { ...credentials(), password: 'short', name: 'Ada' });
    expect(answer.body.error).toMatchObject({
      code: 'parameter_invalid',
      param: 'password',
      message: 'Invalid parameter: password must have 10 to 200 characters',
    });
  });

  it('ends with the link of the mail, and signs in', async () => {
    const { password } = credentials();
    expect(codeOf(await post('verify-email', { token: 'other', password }))).toEqual([400, 'link_invalid']);
    const wrong = await post('verify-email', { token: api.auth.linkToken, password: 'another' });
    expect(wrong.body.error).toMatchObject({ code: 'parameter_invalid', param: 'password' });
    const answer = await post('verify-email', { token: api.auth.linkToken, password });
    expect(currentSession.parse(answer.body).memberships).toHaveLength(1);
    expect(cookieOf(answer)).toContain('HttpOnly');
  });
});

describe('a forgotten password', () => {
  it('is answered alike for every address, and set by the link', async () => {
    for (const email of ['ada@example.com', 'nobody@example.com']) {
      const answer = await post('request-password-reset', { email });
      expect([answer.status, answer.body]).toEqual([202, {}]);
    }
    const password = 'another good one';
    expect((await post('reset-password', { token: api.auth.linkToken, password })).status).toBe(204);
    expect(codeOf(await post('reset-password', { token: 'other', password }))).toEqual([400, 'link_invalid']);
  });
});

describe('a session', () => {
  it('tells its page who is signed in, and its CSRF token', async () => {
    const { cookie, 'x-csrf-token': csrf } = asSigned();
    const answer = await call('GET', '/api/auth/session', undefined, { cookie });
    expect(currentSession.parse(answer.body).csrf_token).toBe(csrf);
  });

  it('that is not there is 401', async () => {
    for (const headers of [{}, { cookie: 'imageai_session=gone' }, { cookie: 'other=1' }]) {
      expect(codeOf(await call('GET', '/api/auth/session', undefined, headers as Headers))).toEqual([
        401,
        'invalid_session',
      ]);
    }
  });

  it('changes nothing without its CSRF token, nor with that of another session', async () => {
    const { cookie } = asSigned();
    const other = asSigned();
    const wrong: readonly Headers[] = [
      { cookie },
      { cookie, 'x-csrf-token': '' },
      { cookie, 'x-csrf-token': other['x-csrf-token'] },
    ];
    for (const headers of wrong) {
      expect(codeOf(await post('sign-out', undefined, headers))).toEqual([403, 'csrf_refused']);
      expect(codeOf(await api.request('/api/keys', { method: 'POST', headers }))).toEqual([403, 'csrf_refused']);
    }
    expect((await call('GET', '/api/auth/session', undefined, { cookie })).status).toBe(200);
  });

  it('changes nothing for a page of another origin, not even with the token', async () => {
    const headers = { ...asSigned(), origin: 'https://evil.example' };
    expect(codeOf(await post('sign-out', undefined, headers))).toEqual([403, 'csrf_refused']);
  });

  it('ends with a sign-out, in every tab', async () => {
    const tab = asSigned();
    const answer = await post('sign-out', undefined, tab);
    expect([answer.status, cookieOf(answer)]).toEqual([204, expect.stringMatching(/^imageai_session=; Max-Age=0;/)]);
    expect(codeOf(await post('sign-out', undefined, tab))).toEqual([401, 'invalid_session']);
  });

  it('changes the password of who knows it, and goes on', async () => {
    const tab = asSigned();
    const sent = { current_password: api.auth.password, new_password: 'another good one' };
    expect((await post('change-password', sent, tab)).status).toBe(204);
    const session = [...api.auth.sessions.values()][0];
    expect(api.auth.last('changePassword')).toMatchObject({
      userId: session?.user?.id,
      sessionId: session?.sessionId,
      actor: { who: { $case: 'userId', value: session?.user?.id }, address: '127.0.0.1' },
    });
    const wrong = await post('change-password', { ...sent, current_password: 'no' }, tab);
    expect(wrong.body.error).toMatchObject({ code: 'parameter_invalid', param: 'current_password' });
  });

  it('is listed with the others, and ends them', async () => {
    const tab = asSigned();
    asSigned();
    const { data } = sessionList.parse((await call('GET', '/api/auth/sessions', undefined, tab)).body);
    expect(data.map(({ current }) => current)).toEqual([true, false]);
    expect((await call('DELETE', `/api/auth/sessions/${data[1]?.id}`, undefined, tab)).status).toBe(204);
    expect(api.auth.last('revokeSessions').which).toEqual({ $case: 'sessionId', value: data[1]?.id });
    expect((await call('DELETE', '/api/auth/sessions', undefined, tab)).body).toEqual({ revoked: 2 });
    expect(api.auth.last('revokeSessions').which).toEqual({ $case: 'allButSessionId', value: data[0]?.id });
    expect(codeOf(await call('DELETE', '/api/auth/sessions/x', undefined, tab))).toEqual([404, 'not_found']);
  });
});

describe('an invitation', () => {
  it('is accepted by somebody new, who is signed in then, and by who is signed in', async () => {
    const body = { token: api.auth.linkToken, name: 'Bob', password: 'a good password' };
    const joined = await post('accept-invitation', body);
    expect(currentSession.parse(joined.body).memberships[0]?.role).toBe('developer');
    expect(cookieOf(joined)).toContain('HttpOnly');
    const answer = await call('POST', '/api/invitations/accept', { token: api.auth.linkToken }, asSigned());
    expect(membershipResource.parse(answer.body).account_id).toBe('acct_2');
    expect(api.auth.last('acceptInvitation').actor).toMatchObject({ who: { $case: 'userId' } });
    expect(codeOf(await post('accept-invitation', { ...body, token: 'other' }))).toEqual([400, 'link_invalid']);
  });
});

describe('signing in at a provider', () => {
  it('sends the browser there with a cookie, takes it back and signs it in', async () => {
    expect(signInProviderList.parse((await api.request('/api/auth/providers')).body).data).toHaveLength(1);
    const begun = await call('GET', '/api/auth/sign-in/google');
    expect([begun.status, begun.headers.get('location')]).toEqual([303, 'https://accounts.example/authorize?state=s']);
    const [cookie = ''] = cookieOf(begun).split(';');
    const back = await call('GET', '/api/auth/sign-in/google/callback?code=c&state=s', undefined, { cookie });
    expect([back.status, back.headers.get('location')]).toEqual([303, `${api.url}/playground`]);
    expect(back.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^imageai_sign_in=; Max-Age=0;/),
      expect.stringMatching(/^imageai_session=token-of-ses_/),
    ]);
    expect(api.auth.last('completeSignIn')).toMatchObject({ query: 'code=c&state=s', provider: 'google' });
  });

  it('that another browser began leads to the page for signing in, which is told why', async () => {
    const back = await call('GET', '/api/auth/sign-in/google/callback?code=c&state=s');
    expect(back.headers.get('location')).toBe(`${api.url}/sign-in?error=unknown_attempt`);
    expect(back.headers.getSetCookie().join()).not.toContain('imageai_session');
  });

  it('that nobody set up is 404', async () => {
    expect(codeOf(await call('GET', '/api/auth/sign-in/other'))).toEqual([404, 'not_found']);
  });
});
