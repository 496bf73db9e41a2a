import { MemberRefusal, MemberRole, type SignedIn, TokenRefusal } from '@imageai/contracts/auth';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { type AuthFixture, actor, newClient, password, startAuth } from './auth.fixture.js';

const { MEMBER_ROLE_OWNER: owner, MEMBER_ROLE_DEVELOPER: developer, MEMBER_ROLE_VIEWER: viewer } = MemberRole;

let fixture: AuthFixture;
let ada: SignedIn;
let accountId: string;
let made = 0;

beforeAll(async () => {
  fixture = await startAuth();
}, 60_000);
afterAll(() => fixture.stop());
beforeEach(async () => {
  made += 1;
  ada = await fixture.newUser(`ada${made}@members.example`);
  accountId = ada.memberships[0]?.accountId ?? '';
});

const as = ({ user }: SignedIn) => actor('userId', user?.id ?? '');
const invite = (email: string, role = developer) =>
  fixture.gateway.members.inviteMember({ accountId, email, role, actor: as(ada) });
const accept = async (token: string, who?: SignedIn) =>
  (
    await fixture.gateway.members.acceptInvitation({
      token,
      client: newClient(),
      ...(who ? { actor: as(who) } : { newUser: { name: 'New', password } }),
    })
  ).result;
const roles = async () => {
  const { members } = await fixture.gateway.members.listMembers({ accountId, actor: as(ada) });
  return members.map(({ user, role }) => [user?.email, role]);
};
/** Somebody who became a member. */
async function join(email: string, role = developer): Promise<SignedIn> {
  const somebody = await fixture.newUser(email);
  await invite(email, role);
  await accept(await fixture.mailbox.takeToken(email), somebody);
  return somebody;
}

describe('an invitation', () => {
  it('makes a user who is signed in a member, once', async () => {
    const email = `bob${made}@members.example`;
    const bob = await fixture.newUser(email);
    const { invitation } = await invite(email.toUpperCase());
    expect(invitation).toMatchObject({ accountId, role: developer });
    const token = await fixture.mailbox.takeToken(email.toUpperCase());
    expect(await accept(token, bob)).toMatchObject({ $case: 'membership', value: { accountId, role: developer } });
    expect(await roles()).toEqual([
      [ada.user?.email, owner],
      [email, developer],
    ]);
    expect(await accept(token, bob)).toEqual({ $case: 'refusal', value: TokenRefusal.TOKEN_REFUSAL_INVALID });
    expect((await invite(email)).refusal).toBe(MemberRefusal.MEMBER_REFUSAL_ALREADY_MEMBER);
  });

  it('makes somebody new a user and a member, signed in, without an account of their own', async () => {
    const email = `new${made}@members.example`;
    await invite(email, viewer);
    const result = await accept(await fixture.mailbox.takeToken(email));
    expect(result).toMatchObject({
      $case: 'signedIn',
      value: { user: { email, name: 'New' }, memberships: [{ accountId, role: viewer }] },
    });
    const signIn = await fixture.gateway.sessions.signIn({ email, password, client: newClient() });
    expect(signIn.result?.$case).toBe('signedIn');
  });

  it('makes one user, though its link is followed twice at once', async () => {
    const email = `twice${made}@members.example`;
    await invite(email, viewer);
    const token = await fixture.mailbox.takeToken(email);
    const answers = await Promise.all([accept(token), accept(token), accept(token)]);
    expect(answers.filter((answer) => answer?.$case === 'signedIn')).toHaveLength(1);
    expect(await roles()).toHaveLength(2);
  });

  it('is for its address alone, and whoever is a user has to sign in', async () => {
    const email = `carol${made}@members.example`;
    await fixture.newUser(email);
    const eve = await fixture.newUser(`eve${made}@members.example`);
    await invite(email);
    const token = await fixture.mailbox.takeToken(email);
    const refusal = (value: TokenRefusal) => ({ $case: 'refusal', value });
    expect(await accept(token, eve)).toEqual(refusal(TokenRefusal.TOKEN_REFUSAL_OTHER_ADDRESS));
    expect(await accept(token)).toEqual(refusal(TokenRefusal.TOKEN_REFUSAL_SIGN_IN_FIRST));
  });

  it('works no more when it is too old, taken back, or replaced by another', async () => {
    const email = `dan${made}@members.example`;
    const invalid = { $case: 'refusal', value: TokenRefusal.TOKEN_REFUSAL_INVALID };
    await invite(email);
    const replaced = await fixture.mailbox.takeToken(email);
    await invite(email, viewer);
    const second = await fixture.mailbox.takeToken(email);
    expect(await accept(replaced)).toEqual(invalid);
    const list = async () => (await fixture.gateway.members.listInvitations({ accountId, actor: as(ada) })).invitations;
    expect((await list()).map((one) => [one.email, one.role])).toEqual([[email, viewer]]);
    const invitationId = (await list())[0]?.id ?? '';
    await fixture.gateway.members.revokeInvitation({ accountId, invitationId, actor: as(ada) });
    expect(await accept(second)).toEqual(invalid);
    expect(await list()).toEqual([]);
    await invite(email);
    const third = await fixture.mailbox.takeToken(email);
    await sql`update invitations set expires_at = now() where account_id = ${accountId}`.execute(fixture.database);
    expect(await accept(third)).toEqual(invalid);
  });
});

describe('members', () => {
  it('have the role that an owner gives them, at once', async () => {
    const bob = await join(`bob${made}@members.example`, viewer);
    const change = { accountId, userId: bob.user?.id ?? '', role: developer };
    await expect(fixture.gateway.members.setMemberRole({ ...change, actor: as(bob) })).rejects.toMatchObject({
      code: 'insufficient_scope',
    });
    const { member } = await fixture.gateway.members.setMemberRole({ ...change, actor: as(ada) });
    expect(member?.role).toBe(developer);
    const key = { accountId, name: 'k', scopes: [], actor: as(bob) };
    expect((await fixture.gateway.keys.createKey(key)).key?.accountId).toBe(accountId);
  });

  it('leave or are removed, and the account is hidden from them from then on', async () => {
    const [bob, carol] = [await join(`bob${made}@members.example`), await join(`carol${made}@members.example`)];
    expect(await fixture.gateway.members.leaveAccount({ accountId, actor: as(bob) })).toEqual({});
    const remove = { accountId, userId: carol.user?.id ?? '', actor: as(ada) };
    expect(await fixture.gateway.members.removeMember(remove)).toEqual({});
    expect(await roles()).toEqual([[ada.user?.email, owner]]);
    for (const somebody of [bob, carol]) {
      await expect(fixture.gateway.accounts.getAccount({ accountId, actor: as(somebody) })).rejects.toMatchObject({
        code: 'not_found',
      });
    }
    await expect(fixture.gateway.members.removeMember(remove)).rejects.toMatchObject({ param: 'user_id' });
  });

  it('are never without an owner: the last one stays, also when two leave at once', async () => {
    const refusal = MemberRefusal.MEMBER_REFUSAL_LAST_OWNER;
    const me = { accountId, userId: ada.user?.id ?? '', actor: as(ada) };
    expect(await fixture.gateway.members.leaveAccount(me)).toEqual({ refusal });
    expect(await fixture.gateway.members.removeMember(me)).toEqual({ refusal });
    expect((await fixture.gateway.members.setMemberRole({ ...me, role: viewer })).refusal).toBe(refusal);
    const bob = await join(`bob${made}@members.example`, owner);
    const answers = await Promise.all(
      [ada, bob].map((one) => fixture.gateway.members.leaveAccount({ accountId, actor: as(one) })),
    );
    expect(answers.filter((answer) => answer.refusal === refusal)).toHaveLength(1);
  });
});
