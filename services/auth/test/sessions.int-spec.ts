import { MemberRole, PlanName, SessionRefusal, type SignedIn, TokenRefusal } from '@imageai/contracts/auth';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { HousekeepingRepository } from '../src/housekeeping/housekeeping.repository.js';
import { type AuthFixture, actor, newClient, password, startAuth } from './auth.fixture.js';

let fixture: AuthFixture;
let email: string;
let user: SignedIn;
let made = 0;

beforeAll(async () => {
  fixture = await startAuth();
}, 60_000);
afterAll(() => fixture.stop());
beforeEach(async () => {
  made += 1;
  email = `user${made}@sessions.example`;
  user = await fixture.newUser(email);
});

const signIn = async (given = password, as = email, client = newClient()) =>
  (await fixture.gateway.sessions.signIn({ email: as, password: given, client })).result;
const signedIn = async (): Promise<SignedIn> => {
  const result = await signIn();
  if (result?.$case !== 'signedIn') throw new Error('could not sign in');
  return result.value;
};
const verify = async ({ sessionToken }: SignedIn, csrfToken?: string, accountId = '') =>
  (await fixture.gateway.sessions.verifySession({ sessionToken, accountId, csrfToken })).result;
const refused = (value: SessionRefusal) => ({ $case: 'refusal', value });
const userId = () => user.user?.id ?? '';

describe('signing in', () => {
  it('begins a session, whatever the case of the address', async () => {
    const result = await signIn(password, email.toUpperCase());
    expect(result).toMatchObject({
      $case: 'signedIn',
      value: { user: user.user, session: { method: 'password', userAgent: 'jest' }, memberships: user.memberships },
    });
  });

  it('answers one thing for a wrong password and for nobody', async () => {
    const wrong = { $case: 'wrongCredentials', value: {} };
    expect(await signIn('not the password')).toEqual(wrong);
    expect(await signIn(password, 'nobody@sessions.example')).toEqual(wrong);
    expect(await signIn('', '')).toEqual(wrong);
  });

  it('hears exactly ten wrong passwords for one address in 15 minutes, from wherever they come, also all at once', async () => {
    for (const address of [email, 'nobody@throttled.example']) {
      const answers = await Promise.all(Array.from({ length: 25 }, () => signIn('wrong', address)));
      expect(answers.filter((answer) => answer?.$case === 'wrongCredentials')).toHaveLength(10);
      const throttled = answers.filter((answer) => answer?.$case === 'throttled');
      expect(throttled).toHaveLength(15);
      const waits = throttled.map((answer) => (answer?.$case === 'throttled' ? answer.value.retryAfterSeconds : 0));
      expect(Math.min(...waits)).toBeGreaterThan(800);
      expect(Math.max(...waits)).toBeLessThanOrEqual(900);
    }
    expect((await signIn())?.$case).toBe('throttled');
    await sql`update throttles set attempts = array(select at - interval '15 minutes' from unnest(attempts) at)`.execute(
      fixture.database,
    );
    expect((await signIn())?.$case).toBe('signedIn');
  }, 30_000);

  it('begins to count anew after a success', async () => {
    for (let round = 0; round < 3; round++) {
      for (let wrong = 0; wrong < 6; wrong++) await signIn('wrong');
      expect((await signIn())?.$case).toBe('signedIn');
    }
  }, 30_000);

  it('hears exactly 60 from one network, whomever they try', async () => {
    const answers = await Promise.all(
      Array.from({ length: 65 }, (_, index) =>
        signIn('wrong', `nobody${index}@sessions.example`, { address: `2001:db8:ffff:1::${index}`, userAgent: '' }),
      ),
    );
    expect(answers.filter((answer) => answer?.$case === 'throttled')).toHaveLength(5);
  }, 30_000);
});

describe('a session', () => {
  it('speaks for its user in the account asked for, with the limits in force and the scopes of the role', async () => {
    const accountId = user.memberships[0]?.accountId ?? '';
    await fixture.accounts.setPlan({ accountId, plan: PlanName.PLAN_NAME_PROFESSIONAL, overrides: undefined });
    for (const asked of ['', accountId]) {
      expect(await verify(user, undefined, asked)).toMatchObject({
        $case: 'principal',
        value: {
          sessionId: user.session?.id,
          user: user.user,
          role: MemberRole.MEMBER_ROLE_OWNER,
          principal: {
            accountId,
            keyId: '',
            plan: PlanName.PLAN_NAME_PROFESSIONAL,
            limits: { imagesPerMonth: 2_000 },
            scopes: ['generate', 'read', 'manage'],
            suspended: false,
          },
        },
      });
    }
    const foreign = await verify(user, undefined, await fixture.newAccount());
    expect(foreign?.$case === 'principal' && foreign.value.principal).toBeUndefined();
  });

  it('needs its own CSRF token for what changes something', async () => {
    const other = await signedIn();
    expect((await verify(user, user.csrfToken))?.$case).toBe('principal');
    for (const bad of ['', 'x', other.csrfToken, `${user.csrfToken}x`, user.sessionToken]) {
      expect(await verify(user, bad)).toEqual(refused(SessionRefusal.SESSION_REFUSAL_CSRF));
    }
    const again = await verify(user);
    expect(again?.$case === 'principal' && again.value.csrfToken).toBe(user.csrfToken);
  });

  it('is over when it was not used for two hours, and after 30 days however much it was used', async () => {
    await sql`update sessions set last_seen_at = now() - interval '119 minutes'`.execute(fixture.database);
    expect((await verify(user))?.$case).toBe('principal');
    await sql`update sessions set last_seen_at = now() - interval '2 hours' where last_seen_at < now() - interval '1 hour'`.execute(
      fixture.database,
    );
    // The verification above was a use.
    expect((await verify(user))?.$case).toBe('principal');
    await sql`update sessions set last_seen_at = now() - interval '2 hours'`.execute(fixture.database);
    expect(await verify(user)).toEqual(refused(SessionRefusal.SESSION_REFUSAL_EXPIRED));
    const old = await signedIn();
    await sql`update sessions set expires_at = now() where id = ${old.session?.id ?? ''}`.execute(fixture.database);
    expect(await verify(old)).toEqual(refused(SessionRefusal.SESSION_REFUSAL_EXPIRED));
  });

  it('is unknown by any other token, and lies nowhere but as a hash', async () => {
    for (const sessionToken of ['', 'x', user.csrfToken, user.session?.id ?? '']) {
      expect(await verify({ ...user, sessionToken })).toEqual(refused(SessionRefusal.SESSION_REFUSAL_UNKNOWN));
    }
    const { rows } = await sql<{ row: string }>`select to_jsonb(sessions)::text as row from sessions`.execute(
      fixture.database,
    );
    expect(rows.filter(({ row }) => row.includes(user.sessionToken))).toEqual([]);
  });

  it('ends when its user signs out, and signing out again is no error', async () => {
    const request = { sessionToken: user.sessionToken, client: newClient() };
    await fixture.gateway.sessions.signOut(request);
    await fixture.gateway.sessions.signOut(request);
    expect(await verify(user)).toEqual(refused(SessionRefusal.SESSION_REFUSAL_UNKNOWN));
  });

  it('is listed to its user, and ended by them alone or with all others', async () => {
    const [second, third] = [await signedIn(), await signedIn()];
    const me = { userId: userId(), actor: actor('userId', userId()) };
    const list = async () => (await fixture.gateway.sessions.listSessions(me)).sessions.map(({ id }) => id);
    expect(new Set(await list())).toEqual(new Set([user, second, third].map(({ session }) => session?.id)));
    await fixture.gateway.sessions.revokeSessions({
      ...me,
      which: { $case: 'sessionId', value: third.session?.id ?? '' },
    });
    expect((await verify(third))?.$case).toBe('refusal');
    const rest = { ...me, which: { $case: 'allButSessionId', value: second.session?.id ?? '' } } as const;
    expect((await fixture.gateway.sessions.revokeSessions(rest)).revoked).toBe(1);
    expect(await list()).toEqual([second.session?.id]);
    const other = await fixture.newUser(`other${made}@sessions.example`);
    await expect(
      fixture.gateway.sessions.listSessions({ userId: userId(), actor: actor('userId', other.user?.id ?? '') }),
    ).rejects.toMatchObject({ code: 'not_found' });
  });

  it('that is over is removed in time, and one that goes on is not', async () => {
    const over = await signedIn();
    await sql`update sessions set expires_at = now() where id = ${over.session?.id ?? ''}`.execute(fixture.database);
    await fixture.app.get(HousekeepingRepository).sweep();
    expect(await verify(over)).toEqual(refused(SessionRefusal.SESSION_REFUSAL_UNKNOWN));
    expect((await verify(user))?.$case).toBe('principal');
  });
});

describe('a password', () => {
  const reset = (token: string, chosen: string) =>
    fixture.gateway.users.resetPassword({ token, password: chosen, client: newClient() });
  const requestReset = (address: string) =>
    fixture.gateway.users.requestPasswordReset({ email: address, client: newClient() });

  it('is reset by the link in a mail, once; all sessions end, and its owner is told', async () => {
    expect(await requestReset(email)).toEqual(await requestReset('nobody@sessions.example'));
    const token = await fixture.mailbox.takeToken(email);
    expect(await reset(token, 'a new passphrase')).toEqual({});
    expect(await verify(user)).toEqual(refused(SessionRefusal.SESSION_REFUSAL_UNKNOWN));
    expect((await signIn(password))?.$case).toBe('wrongCredentials');
    expect((await signIn('a new passphrase'))?.$case).toBe('signedIn');
    expect((await fixture.mailbox.take(email)).subject).toBe('Your password was changed');
    expect(await reset(token, 'yet another one')).toEqual({ refusal: TokenRefusal.TOKEN_REFUSAL_INVALID });
    expect(fixture.mailbox.mails.filter(({ to }) => to === 'nobody@sessions.example')).toEqual([]);
  });

  it('is reset once, though two links to it are followed at once', async () => {
    for (let asked = 0; asked < 2; asked++) await requestReset(email);
    const tokens = [await fixture.mailbox.takeToken(email), await fixture.mailbox.takeToken(email)];
    const answers = await Promise.all(
      [...tokens, ...tokens].map((token, index) => reset(token, `the passphrase ${index}`)),
    );
    expect(answers.filter(({ refusal }) => refusal === undefined)).toHaveLength(1);
  });

  it('is asked for no more often than three mails an hour for one address', async () => {
    const answers = [];
    for (let asked = 0; asked < 5; asked++) answers.push(await requestReset(email));
    // The first of the three mails was that of the sign-up.
    expect(answers.map(({ throttled }) => throttled !== undefined)).toEqual([false, false, true, true, true]);
  });

  it('is changed by who knows it, and their other sessions end', async () => {
    const other = await signedIn();
    const change = {
      userId: userId(),
      newPassword: 'a new passphrase',
      sessionId: user.session?.id ?? '',
      actor: actor('userId', userId(), newClient().address),
    };
    const wrong = await fixture.gateway.users.changePassword({ ...change, currentPassword: 'wrong' });
    expect(wrong.result?.$case).toBe('wrongPassword');
    expect((await verify(other))?.$case).toBe('principal');
    const right = await fixture.gateway.users.changePassword({ ...change, currentPassword: password });
    expect(right.result?.$case).toBe('changed');
    expect([(await verify(user))?.$case, (await verify(other))?.$case]).toEqual(['principal', 'refusal']);
  });
});
