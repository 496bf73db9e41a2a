import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { json, MisbehavingServer, refusal } from '../../test/misbehaving-server.js';
import { ImageAI } from '../image-ai.js';
import type { PageSession } from '../options.js';

const nobody: PageSession = { csrfToken: undefined, accountId: undefined };
const signedIn: PageSession = { csrfToken: 'csrf_1', accountId: 'acct_2' };

let server: MisbehavingServer;
let page: PageSession;
let client: ImageAI;
beforeAll(async () => {
  server = await MisbehavingServer.start();
  client = new ImageAI({ session: () => page, baseUrl: server.url });
});
afterAll(() => server.stop());
beforeEach(() => {
  page = nobody;
});

const calls = () => server.requests.map(({ method, url, body }) => `${method} ${url} ${body}`.trim());

describe('people', () => {
  it('sign up, in and out by the routes of the API', async () => {
    const password = 'correct horse battery';
    server.answer(json(202, {}), json(200, { csrf_token: 'csrf_1' }));
    expect(await client.auth.signUp({ email: 'ada@example.com', password, name: 'Ada' })).toBeUndefined();
    expect(await client.auth.verifyEmail({ token: 't', password })).toEqual({ csrf_token: 'csrf_1' });
    await client.auth.signIn({ email: 'ada@example.com', password });
    await client.auth.signOut();
    await client.auth.requestPasswordReset({ email: 'ada@example.com' });
    await client.auth.resetPassword({ token: 't', password });
    await client.auth.changePassword({ current_password: password, new_password: password });
    await client.auth.acceptInvitation({ token: 't', name: 'Bob', password });
    expect(calls().map((call) => call.split(' ').slice(0, 2).join(' '))).toEqual([
      'POST /api/auth/sign-up',
      'POST /api/auth/verify-email',
      'POST /api/auth/sign-in',
      'POST /api/auth/sign-out',
      'POST /api/auth/request-password-reset',
      'POST /api/auth/reset-password',
      'POST /api/auth/change-password',
      'POST /api/auth/accept-invitation',
    ]);
    expect(server.requests[1]?.body).toBe(JSON.stringify({ token: 't', password }));
  });

  it('see their sessions and end them', async () => {
    server.answer(json(200, { data: [{ id: 'ses_1' }] }), json(200, { data: [{ name: 'google' }] }));
    expect(await client.auth.sessions()).toEqual([{ id: 'ses_1' }]);
    expect(await client.auth.providers()).toEqual([{ name: 'google' }]);
    await client.auth.revokeSession('ses/1');
    await client.auth.revokeOtherSessions();
    expect(calls()).toEqual([
      'GET /api/auth/sessions',
      'GET /api/auth/providers',
      'DELETE /api/auth/sessions/ses%2F1',
      'DELETE /api/auth/sessions',
    ]);
  });

  it('are told that they are not signed in', async () => {
    server.answer(refusal(401, 'invalid_session'));
    await expect(client.auth.session()).rejects.toMatchObject({ status: 401, code: 'invalid_session' });
  });
});

describe('a page', () => {
  it('shows who is signed in at the time of each call: the account always, the token where something changes', async () => {
    server.answer(json(200, {}));
    await client.auth.session();
    page = signedIn;
    await client.images.list();
    await client.images.delete('img_1');
    const sent = server.requests.map(({ headers }) => [
      headers.authorization,
      headers['x-account-id'],
      headers['x-csrf-token'],
    ]);
    expect(sent).toEqual([
      [undefined, undefined, undefined],
      [undefined, 'acct_2', undefined],
      [undefined, 'acct_2', 'csrf_1'],
    ]);
  });

  it('manages members, invitations and the account, and reads its audit log page after page', async () => {
    const entries = (id: string, next_cursor: string | null) => json(200, { data: [{ id }], next_cursor });
    server.answer(
      json(200, { data: [{ role: 'owner' }] }),
      json(200, { data: [] }),
      entries('2', 'n'),
      entries('1', null),
    );
    expect(await client.members.list()).toEqual([{ role: 'owner' }]);
    expect(await client.invitations.list()).toEqual([]);
    const ids: string[] = [];
    for await (const { id } of client.audit.iterate({ action: 'key.' })) ids.push(id);
    expect(ids).toEqual(['2', '1']);
    await client.members.setRole('user_1', 'viewer');
    await client.members.remove('user_1');
    await client.invitations.create({ email: 'bob@example.com', role: 'developer' });
    await client.invitations.revoke('inv_1');
    await client.invitations.accept({ token: 't' });
    await client.account.leave();
    await client.account.delete();
    expect(calls()).toEqual([
      'GET /api/members',
      'GET /api/invitations',
      'GET /api/audit?action=key.',
      'GET /api/audit?action=key.&cursor=n',
      'PATCH /api/members/user_1 {"role":"viewer"}',
      'DELETE /api/members/user_1',
      'POST /api/invitations {"email":"bob@example.com","role":"developer"}',
      'DELETE /api/invitations/inv_1',
      'POST /api/invitations/accept {"token":"t"}',
      'POST /api/account/leave',
      'DELETE /api/account',
    ]);
  });

  it('has a session or a key, never both', () => {
    const make = () => new ImageAI({ apiKey: 'key', session: () => page, baseUrl: server.url });
    expect(make).toThrow('apiKey must be absent where session is given.');
  });
});
