import {
  MemberRole,
  PlanName,
  type SignUpRequest,
  TokenRefusal,
  type VerifyEmailResponse,
} from '@imageai/contracts/auth';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { MailQueue } from '../src/mail/mail-queue.js';
import { type AuthFixture, newClient, password, startAuth } from './auth.fixture.js';

let fixture: AuthFixture;

beforeAll(async () => {
  fixture = await startAuth();
}, 60_000);
afterAll(() => fixture.stop());

const signUp = (email: string, changes: Partial<SignUpRequest> = {}) =>
  fixture.gateway.users.signUp({ email, name: 'Ada', password, client: newClient(), ...changes });
const verify = (token: string, given = password) =>
  fixture.gateway.users.verifyEmail({ token, password: given, client: newClient() });
const refusal = (value: TokenRefusal): VerifyEmailResponse => ({ result: { $case: 'refusal', value } });
const count = async (table: string): Promise<number> => {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from ${sql.table(table)}`.execute(
    fixture.database,
  );
  return rows[0]?.count ?? 0;
};

describe('signing up', () => {
  it('makes a user, an account on Starter that they own, and a session, once the link is followed', async () => {
    await signUp('ada@sign-up.example');
    const { result } = await verify(await fixture.mailbox.takeToken('ada@sign-up.example'));
    expect(result).toMatchObject({
      $case: 'signedIn',
      value: {
        user: { email: 'ada@sign-up.example', name: 'Ada' },
        memberships: [{ accountName: 'Ada', role: MemberRole.MEMBER_ROLE_OWNER, suspended: false }],
      },
    });
    const accountId = result?.$case === 'signedIn' ? result.value.memberships[0]?.accountId : '';
    const { account } = await fixture.accounts.getAccount({ accountId: accountId ?? '' });
    expect(account).toMatchObject({ plan: PlanName.PLAN_NAME_STARTER, email: 'ada@sign-up.example' });
  });

  it('makes nothing without the link, and answers the same for an address that is known', async () => {
    await fixture.newUser('known@sign-up.example');
    const users = await count('users');
    expect(await signUp('Known@sign-up.example')).toEqual(await signUp('stranger@sign-up.example'));
    expect((await fixture.mailbox.take('Known@sign-up.example')).subject).toBe('You have an account already');
    await fixture.mailbox.take('stranger@sign-up.example');
    expect(await count('users')).toBe(users);
  });

  it('needs the password again with the link: who was sent a stranger’s sign-up confirms nothing', async () => {
    await signUp('victim@sign-up.example', { password: 'the attacker knows it' });
    const token = await fixture.mailbox.takeToken('victim@sign-up.example');
    expect(await verify(token, 'what the victim would choose')).toEqual(
      refusal(TokenRefusal.TOKEN_REFUSAL_WRONG_PASSWORD),
    );
    expect((await verify(token, 'the attacker knows it')).result?.$case).toBe('signedIn');
  });

  it('works with any of the links that were sent, once', async () => {
    await signUp('twice@sign-up.example');
    const first = await fixture.mailbox.takeToken('twice@sign-up.example');
    await signUp('twice@sign-up.example', { password: 'another password' });
    const second = await fixture.mailbox.takeToken('twice@sign-up.example');
    const answers = await Promise.all([verify(first), verify(first), verify(second, 'another password')]);
    expect(answers.filter(({ result }) => result?.$case === 'signedIn')).toHaveLength(1);
    expect(await verify(second, 'another password')).toEqual(refusal(TokenRefusal.TOKEN_REFUSAL_INVALID));
  });

  it('refuses links that are too old or were never sent', async () => {
    await signUp('late@sign-up.example');
    const token = await fixture.mailbox.takeToken('late@sign-up.example');
    await sql`update links set expires_at = now()`.execute(fixture.database);
    for (const bad of [token, '', 'x', 'a\u0000']) {
      expect(await verify(bad)).toEqual(refusal(TokenRefusal.TOKEN_REFUSAL_INVALID));
    }
  });

  it('gives the account that an operator made for the address to whoever proves that it is theirs', async () => {
    const email = 'waiting@sign-up.example';
    const made = await fixture.accounts.createAccount({ name: 'Corp', email, plan: PlanName.PLAN_NAME_ENTERPRISE });
    const { memberships } = await fixture.newUser('Waiting@sign-up.example');
    expect(memberships).toEqual([
      {
        accountId: made.account?.id,
        accountName: 'Corp',
        role: MemberRole.MEMBER_ROLE_OWNER,
        suspended: false,
      },
    ]);
  });

  it.each([
    ['email', { email: 'nobody' }],
    ['name', { name: '' }],
    ['password', { password: 'short' }],
    ['password', { password: 'x'.repeat(201) }],
  ])('a wrong %s is parameter_invalid', async (param, bad) => {
    await expect(signUp('x@sign-up.example', bad)).rejects.toMatchObject({ code: 'parameter_invalid', param });
  });
});

describe('mails', () => {
  it('that could not be sent come later, also from another process: the outbox keeps them', async () => {
    fixture.mailbox.failing = true;
    await signUp('patient@sign-up.example');
    const queue = fixture.app.get(MailQueue);
    await queue.drain();
    expect(await count('mail_outbox')).toBe(1);
    fixture.mailbox.failing = false;
    await queue.drain();
    expect(fixture.mailbox.mails).toEqual([]);
    await sql`update mail_outbox set next_attempt_at = now()`.execute(fixture.database);
    await queue.drain();
    expect((await verify(await fixture.mailbox.takeToken('patient@sign-up.example'))).result?.$case).toBe('signedIn');
    expect(await count('mail_outbox')).toBe(0);
  });

  it('are given up after some thirty hours, not tried for ever', async () => {
    fixture.mailbox.failing = true;
    await signUp('never@sign-up.example');
    await fixture.app.get(MailQueue).drain();
    await sql`update mail_outbox set next_attempt_at = now(), attempts = 13`.execute(fixture.database);
    await fixture.app.get(MailQueue).drain();
    fixture.mailbox.failing = false;
    expect(await count('mail_outbox')).toBe(0);
  });

  it('leave no link in the database, only hashes', async () => {
    await signUp('hash@sign-up.example');
    const token = await fixture.mailbox.takeToken('hash@sign-up.example');
    for (const table of ['links', 'mail_outbox', 'sign_ups', 'audit_log']) {
      const { rows } = await sql<{ row: string }>`select to_jsonb(t)::text as row from ${sql.table(table)} t`.execute(
        fixture.database,
      );
      expect(rows.filter(({ row }) => row.includes(token))).toEqual([]);
    }
  });
});
