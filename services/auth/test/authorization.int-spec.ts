import { newId } from '@imageai/api';
import { type Actor, MemberRole, PlanName } from '@imageai/contracts/auth';
import { AppError } from '@imageai/errors';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PATTERN_METADATA } from '@nestjs/microservices/constants.js';
import { actionOf } from '../src/authorization/authorization.guard.js';
import { type Action, isAllowed, policy, type Relation, type Role } from '../src/authorization/policy.js';
import { controllers } from '../src/providers.js';
import { type AuthFixture, actor, newClient, startAuth } from './auth.fixture.js';

type Clients = AuthFixture['gateway'];

/** Whom and what an act is tried on. */
interface Target {
  readonly accountId: string;
  readonly userId: string;
  readonly actor: Actor | undefined;
}

type Act = (on: Clients, target: Target) => Promise<unknown>;

let fixture: AuthFixture;

/** Nobody has it: an act that is let in finds no such thing, or another version, and so changes nothing. */
const nothing = { keyId: newId('key'), memberId: newId('user'), expectedVersion: 999_999, client: newClient() };
const plan = PlanName.PLAN_NAME_STARTER;
const role = MemberRole.MEMBER_ROLE_VIEWER;
const text = { email: 'walk@authorization.example', name: 'n', password: 'a long password' };
const page = { pageSize: 0, pageToken: '' };
const audit = { action: '', actorId: '', targetId: '', ...page };

/** How each act of the policy is asked for; nobody asks for those that only follow from others. */
const acts: Record<Action, Act | 'follows from others'> = {
  'plan.list': (on) => on.accounts.listPlans({}),
  'plan.set_limits': (on, to) =>
    on.accounts.setPlanLimits({ ...nothing, plan, limits: { concurrency: 1 }, actor: to.actor }),
  'account.get': (on, to) => on.accounts.getAccount(to),
  'account.create': (on, to) => on.accounts.createAccount({ ...text, plan, actor: to.actor }),
  'account.claim': 'follows from others',
  'account.list': (on, to) => on.accounts.listAccounts({ query: '', withDeleted: false, ...page, actor: to.actor }),
  'account.set_plan': (on, to) => on.accounts.setPlan({ ...to, ...nothing, plan, overrides: undefined }),
  'account.set_overrides': (on, to) => on.accounts.setOverrides({ ...to, ...nothing, overrides: undefined }),
  'account.set_image_settings': (on, to) => on.accounts.setImageSettings({ ...to, privateImages: true }),
  'account.suspend': (on, to) => on.accounts.setSuspended({ ...to, ...nothing, suspended: true }),
  'account.delete': (on, to) => on.accounts.deleteAccount({ ...to, ...nothing }),
  'account.confirm_deletion': (on) => on.accounts.confirmDeletion({ accountId: deletedAccountId, removed: {} }),
  'account.deletion_report': (on, to) =>
    on.accounts.getDeletionReport({ accountId: deletedAccountId, actor: to.actor }),
  'key.list': (on, to) => on.keys.listKeys(to),
  'key.create': (on, to) => on.keys.createKey({ ...to, name: 'k', scopes: ['manage'] }),
  'key.rotate': (on, to) => on.keys.rotateKey({ ...to, keyId: nothing.keyId, overlapSeconds: 0 }),
  'key.revoke': (on, to) => on.keys.revokeKey({ ...to, keyId: nothing.keyId }),
  'key.report': (on, to) => on.keys.revokeByText({ secret: 'x', foundAt: '', actor: to.actor }),
  'audit.list': (on, to) => on.audit.listAuditEntries({ ...audit, ...to }),
  'audit.record': (on, to) =>
    on.audit.recordAct({ action: 'books.rebuild', accountId: '', targetId: '', details: {}, actor: to.actor }),
  'member.list': (on, to) => on.members.listMembers(to),
  'member.set_role': (on, to) => on.members.setMemberRole({ ...to, userId: nothing.memberId, role }),
  'member.remove': (on, to) => on.members.removeMember({ ...to, userId: nothing.memberId }),
  'member.leave': (on, to) => on.members.leaveAccount(to),
  'member.invite': (on, to) => on.members.inviteMember({ ...to, email: text.email, role }),
  'invitation.list': (on, to) => on.members.listInvitations(to),
  'invitation.revoke': (on, to) => on.members.revokeInvitation({ ...to, invitationId: newId('inv') }),
  'invitation.accept': (on, to) => on.members.acceptInvitation({ ...nothing, token: 'x', actor: to.actor }),
  'provider.list': (on) => on.sessions.listSignInProviders({}),
  'session.sign_in': (on) => on.sessions.signIn({ ...text, client: newClient() }),
  'session.begin': (on) => on.sessions.beginSignIn({ provider: 'none', client: newClient() }),
  'session.complete': (on) =>
    on.sessions.completeSignIn({ provider: 'none', query: '', browserToken: '', client: newClient() }),
  'session.verify': (on) => on.sessions.verifySession({ sessionToken: 'x', accountId: '' }),
  'session.sign_out': (on) => on.sessions.signOut({ sessionToken: 'x', client: newClient() }),
  'session.list': (on, to) => on.sessions.listSessions(to),
  'session.revoke': (on, to) =>
    on.sessions.revokeSessions({ ...to, which: { $case: 'sessionId', value: newId('ses') } }),
  'user.sign_up': (on) => on.users.signUp({ ...text, client: newClient() }),
  'user.create': (on) => on.users.verifyEmail({ token: 'x', password: 'x', client: newClient() }),
  'user.link_provider': 'follows from others',
  'user.request_reset': (on) => on.users.requestPasswordReset({ ...text, client: newClient() }),
  'user.reset_password': (on) => on.users.resetPassword({ ...text, token: 'x', client: newClient() }),
  'user.change_password': (on, to) =>
    on.users.changePassword({ ...to, currentPassword: 'x', newPassword: text.password, sessionId: '' }),
};

/** Acts on a person, not on an account. */
const personal: readonly Action[] = ['session.list', 'session.revoke', 'user.change_password'];
/** Acts that belong to nobody: there is nothing that could be one's own. */
const unowned: readonly Action[] = [
  'plan.set_limits',
  'audit.record',
  'account.create',
  'account.list',
  'account.confirm_deletion',
  'account.deletion_report',
];

let accountId: string;
let foreignAccountId: string;
let deletedAccountId: string;
let foreignUserId: string;
const people = new Map<Role, Actor>();

beforeAll(async () => {
  fixture = await startAuth();
  const signedIn = await fixture.newUser('owner@authorization.example');
  accountId = signedIn.memberships[0]?.accountId ?? '';
  people.set('owner', actor('userId', signedIn.user?.id ?? ''));
  people.set('self', actor('userId', signedIn.user?.id ?? ''));
  for (const name of ['developer', 'billing', 'viewer'] as const) {
    const { user } = await fixture.newUser(`${name}@authorization.example`);
    people.set(name, actor('userId', user?.id ?? ''));
  }
  await restoreMembers();
  for (const scope of ['manage', 'read', 'generate'] as const) {
    const { key } = await fixture.keys.createKey({ accountId, name: scope, scopes: [scope] });
    people.set(`key:${scope}`, actor('keyId', key?.id ?? ''));
  }
  const foreign = await fixture.newUser('foreign@authorization.example');
  foreignAccountId = foreign.memberships[0]?.accountId ?? '';
  foreignUserId = foreign.user?.id ?? '';
  deletedAccountId = await fixture.newAccount();
  await fixture.accounts.deleteAccount({ accountId: deletedAccountId });
}, 60_000);
afterAll(() => fixture.stop());

/** Who was let to leave comes back. */
async function restoreMembers(): Promise<void> {
  for (const name of ['developer', 'billing', 'viewer'] as const) {
    const who = people.get(name)?.who;
    await fixture.database
      .insertInto('members')
      .values({ account_id: accountId, user_id: who?.value ?? '', role: name })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

const clientsOf = (one: Role): Clients =>
  one === 'operator' ? fixture.as('operator') : one === 'service' ? fixture.as('storage') : fixture.gateway;

/** "allowed", or what the guards answered. */
async function attempt(action: Action, one: Role, relation: Relation): Promise<string> {
  const act = acts[action];
  if (act === 'follows from others') return act;
  const own = relation === 'own';
  const me = people.get(one);
  const target = personal.includes(action)
    ? { accountId: '', userId: own ? (me?.who?.value ?? '') : foreignUserId, actor: me }
    : { accountId: own ? accountId : foreignAccountId, userId: '', actor: me };
  const outcome = await act(clientsOf(one), target).catch((error: unknown) => error);
  await restoreMembers();
  if (!(outcome instanceof AppError)) return 'allowed';
  if (outcome.code === 'insufficient_scope') return 'forbidden';
  const hidden = outcome.code === 'not_found' && ['No such account.', 'No such user.'].includes(outcome.message);
  return hidden ? 'hidden' : 'allowed';
}

const users: readonly Role[] = ['owner', 'developer', 'billing', 'viewer'];
const keys: readonly Role[] = ['key:manage', 'key:read', 'key:generate'];

/** The relations that somebody can have to what an act is on. */
function relationsOf(action: Action, one: Role): readonly Relation[] {
  if (unowned.includes(action) || one === 'operator' || one === 'service' || one === 'anonymous') return ['foreign'];
  if (personal.includes(action)) return one === 'self' ? ['own', 'foreign'] : ['foreign'];
  return one === 'self' ? [] : ['own', 'foreign'];
}

describe('every act, by everybody, on what is their own and what is foreign', () => {
  const asked = (Object.keys(policy) as Action[]).filter((action) => acts[action] !== 'follows from others');

  it.each(asked)(
    '%s is allowed to those whom the policy names, and to nobody else',
    async (action) => {
      const expected: string[] = [];
      const seen: string[] = [];
      for (const one of [...users, ...keys, 'self', 'operator', 'service', 'anonymous'] as const) {
        for (const relation of relationsOf(action, one)) {
          const name = `${one} ${relation}: `;
          const answer = await attempt(action, one, relation);
          expected.push(name + (isAllowed(action, [one], relation) ? 'allowed' : 'refused'));
          seen.push(name + (answer === 'allowed' ? 'allowed' : 'refused'));
          // What is foreign must look like what is not there; what is there is not denied to those who see it.
          if (answer !== 'allowed' && !unowned.includes(action) && [...users, ...keys, 'self'].includes(one)) {
            expect(name + answer).toBe(name + (relation === 'own' ? 'forbidden' : 'hidden'));
          }
        }
      }
      expect(seen).toEqual(expected);
    },
    30_000,
  );

  it('is asked for by a method that names its act; only the check of keys needs no actor', () => {
    const unnamed = controllers.flatMap((controller) =>
      Object.getOwnPropertyNames(controller.prototype).filter((name) => {
        const method: unknown = Reflect.get(controller.prototype, name);
        if (typeof method !== 'function' || !Reflect.hasMetadata(PATTERN_METADATA, method)) return false;
        return !Reflect.hasMetadata(actionOf, method);
      }),
    );
    expect(unnamed).toEqual(['verifyKey']);
  });
});

describe('services are believed in what they are there for', () => {
  const get = (caller: string, who?: Actor) => fixture.as(caller).accounts.getAccount({ accountId, actor: who });

  it('the gateway names users and keys, never operators; an operator’s service names nobody else', async () => {
    const owner = people.get('owner');
    expect((await get('gateway', owner)).account?.id).toBe(accountId);
    expect((await get('operator', actor('operator', 'ada'))).account?.id).toBe(accountId);
    for (const [caller, who] of [
      ['gateway', actor('operator', 'ada')],
      ['operator', owner],
      ['storage', owner],
    ] as const) {
      await expect(get(caller, who)).rejects.toMatchObject({ code: 'insufficient_scope' });
    }
  });

  it('a user, a key or a name that cannot be is refused', async () => {
    await expect(get('gateway', actor('userId', 'x'))).rejects.toMatchObject({ code: 'invalid_api_key' });
    await expect(get('gateway', actor('keyId', 'x'))).rejects.toMatchObject({ code: 'invalid_api_key' });
    await expect(get('operator', actor('operator', ''))).rejects.toMatchObject({ param: 'actor.operator' });
    await expect(get('gateway', actor('userId', newId('user')))).rejects.toMatchObject({ code: 'not_found' });
  });
});
