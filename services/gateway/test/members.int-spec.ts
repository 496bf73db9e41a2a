import {
  accountResource,
  auditPage,
  deletedAccount,
  invitationList,
  invitationResource,
  memberList,
  memberResource,
  newId,
  type Route,
  routes,
} from '@imageai/api';
import { MemberRefusal, MemberRole } from '@imageai/contracts/auth';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type FakeRole, fakeRoles } from './fake-people.js';
import { type Answer, type Fixture, startFixture } from './gateway-fixture.js';

let api: Fixture;
beforeAll(async () => {
  api = await startFixture();
});
afterAll(async () => api.stop());
beforeEach(() => {
  api.auth.requests.length = 0;
  api.auth.memberRefusal = undefined;
  api.auth.deletedAlready = false;
});

function as(role: FakeRole) {
  const { cookie, csrfToken } = api.auth.signIn(role);
  return (method: string, path: string, body?: unknown): Promise<Answer> =>
    api.request(path, {
      method,
      headers: { cookie, 'x-csrf-token': csrfToken, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
}
const codeOf = ({ status, body }: Answer) => [status, (body.error as { code: string } | undefined)?.code];
const bob = newId('user');

describe('an owner', () => {
  it('lists members, gives them roles and takes them out', async () => {
    const call = as('owner');
    expect(memberList.parse((await call('GET', '/api/members')).body).data).toHaveLength(1);
    const changed = await call('PATCH', `/api/members/${bob}`, { role: 'billing' });
    expect(memberResource.parse(changed.body)).toMatchObject({ role: 'billing', user: { id: bob } });
    expect(api.auth.last('setMemberRole')).toMatchObject({
      accountId: 'acct_1',
      userId: bob,
      role: MemberRole.MEMBER_ROLE_BILLING,
      actor: { who: { $case: 'userId' } },
    });
    expect((await call('DELETE', `/api/members/${bob}`)).status).toBe(204);
    expect((await call('POST', '/api/account/leave')).status).toBe(204);
  });

  it('says how the images of the account are kept, one thing at a time, and sees it at the account', async () => {
    const call = as('owner');
    const changed = await call('PATCH', '/api/account', { private_images: true });
    expect([changed.status, accountResource.parse(changed.body).private_images]).toEqual([200, true]);
    const bare = accountResource.parse((await call('PATCH', '/api/account', { omit_parameters: true })).body);
    expect([bare.private_images, bare.omit_parameters]).toEqual([true, true]);
    const refused = await call('PATCH', '/api/account', { private_images: 'yes' });
    expect(codeOf(refused)).toEqual([400, 'parameter_invalid']);
  });

  it('invites somebody, sees the invitation and takes it back', async () => {
    const call = as('owner');
    const invited = await call('POST', '/api/invitations', { email: 'bob@example.com', role: 'developer' });
    expect([invited.status, invitationResource.parse(invited.body).role]).toEqual([201, 'developer']);
    const { data } = invitationList.parse((await call('GET', '/api/invitations')).body);
    expect(codeOf(await call('DELETE', `/api/invitations/${data[0]?.id}`))).toEqual([404, 'not_found']);
    expect(api.auth.last('revokeInvitation').invitationId).toBe(data[0]?.id);
  });

  it.each([
    [MemberRefusal.MEMBER_REFUSAL_LAST_OWNER, 409, 'conflict'],
    [MemberRefusal.MEMBER_REFUSAL_ALREADY_MEMBER, 409, 'conflict'],
    [MemberRefusal.MEMBER_REFUSAL_TOO_MANY_INVITATIONS, 429, 'rate_limit_exceeded'],
  ])('is told why members stay as they are (%s)', async (refusal, status, code) => {
    api.auth.memberRefusal = refusal;
    const call = as('owner');
    expect(codeOf(await call('POST', '/api/invitations', { email: 'b@example.com', role: 'viewer' }))).toEqual([
      status,
      code,
    ]);
    expect(codeOf(await call('DELETE', `/api/members/${bob}`))).toEqual([status, code]);
    expect(codeOf(await call('PATCH', `/api/members/${bob}`, { role: 'viewer' }))).toEqual([status, code]);
  });

  it('gives nobody a role that there is not', async () => {
    const answer = await as('owner')('PATCH', `/api/members/${bob}`, { role: 'king' });
    expect(answer.body.error).toMatchObject({
      code: 'parameter_invalid',
      message: 'Invalid parameter: role must be one of owner, developer, billing, or viewer',
    });
  });

  it('reads the audit log in pages', async () => {
    const since = '2026-01-01T00:00:00+01:00';
    const query = new URLSearchParams({ action: 'key.', since, limit: '1', cursor: '9' });
    const answer = await as('owner')('GET', `/api/audit?${query}`);
    expect(auditPage.parse(answer.body)).toMatchObject({ data: [{ id: '7', target_id: null }], next_cursor: '7' });
    expect(api.auth.last('listAuditEntries')).toMatchObject({
      accountId: 'acct_1',
      action: 'key.',
      pageSize: 1,
      pageToken: '9',
      since: new Date(since),
    });
    expect(codeOf(await as('owner')('GET', '/api/audit?since=yesterday'))).toEqual([400, 'parameter_invalid']);
  });

  it('deletes the account, once', async () => {
    const answer = await as('owner')('DELETE', '/api/account');
    expect([answer.status, deletedAccount.parse(answer.body).deleted_at]).toEqual([202, '2026-01-15T12:00:00.000Z']);
    api.auth.deletedAlready = true;
    expect(codeOf(await as('owner')('DELETE', '/api/account'))).toEqual([409, 'conflict']);
  });
});

const forRoles = (routes as readonly Route[]).filter(
  (route) => route.roles !== undefined && route.access !== undefined,
);
const table = forRoles.flatMap((route) =>
  fakeRoles.map((role) => [role, `${route.method} ${route.path}`, route] as const),
);

it.each(table)('%s: %s is allowed or refused as its description says', async (role, _name, route) => {
  const body = Object.values(route.bodyExamples ?? {})[0]?.value;
  const path = route.path.replace('{id}', 'x');
  const answer = await as(role)(route.method.toUpperCase(), path, body);
  const refusal = [403, 'insufficient_scope'];
  if (route.roles?.includes(role)) expect(codeOf(answer)).not.toEqual(refusal);
  else expect(codeOf(answer)).toEqual(refusal);
});
