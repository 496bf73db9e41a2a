import { CompleteSignInRefusal, type SignInRedirect } from '@imageai/contracts/auth';
import { type IdentityProvider, startIdentityProvider } from '@imageai/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { sql } from 'kysely';
import { type AuthFixture, newClient, password, startAuth } from './auth.fixture.js';

const name = 'house';
const away = 'away';
let provider: IdentityProvider;
let fixture: AuthFixture;
let made = 0;

beforeAll(async () => {
  // The provider says at length that it is not meant for production.
  for (const level of ['info', 'warn'] as const) jest.spyOn(console, level).mockReturnValue(undefined);
  provider = await startIdentityProvider(`https://imageai.example/api/auth/sign-in/${name}/callback`);
  const { issuer, clientId, clientSecret } = provider;
  const settings = { label: 'The house', clientId, clientSecret, scope: 'openid email profile' };
  fixture = await startAuth({
    settings: {
      OIDC_PROVIDERS: [
        { name, issuer, ...settings },
        { name: away, issuer: 'http://127.0.0.1:1', ...settings },
      ],
    },
  });
}, 60_000);
afterAll(async () => {
  await fixture.stop();
  await provider.stop();
});
beforeEach(() => {
  made += 1;
  provider.person = {
    sub: `person-${made}`,
    email: `person${made}@providers.example`,
    emailVerified: true,
    name: `Person ${made}`,
  };
});

const email = () => `person${made}@providers.example`;

async function begin(): Promise<SignInRedirect> {
  const { result } = await fixture.gateway.sessions.beginSignIn({ provider: name, client: newClient() });
  if (result?.$case !== 'redirect') throw new Error('it did not begin');
  return result.value;
}

const complete = async (query: string, browserToken: string, as = name) =>
  (await fixture.gateway.sessions.completeSignIn({ provider: as, query, browserToken, client: newClient() })).result;

async function signIn() {
  const { url, browserToken } = await begin();
  return complete(await provider.visit(url), browserToken);
}

const userId = async () => {
  const result = await signIn();
  if (result?.$case !== 'signedIn') throw new Error('could not sign in');
  return result.value.user?.id;
};
const refusal = (value: CompleteSignInRefusal) => ({ $case: 'refusal', value });
const unknownAttempt = refusal(CompleteSignInRefusal.COMPLETE_SIGN_IN_REFUSAL_UNKNOWN_ATTEMPT);
const refusedByProvider = refusal(CompleteSignInRefusal.COMPLETE_SIGN_IN_REFUSAL_REFUSED_BY_PROVIDER);

describe('sign-in at a provider', () => {
  it('makes somebody new a user with an account of their own, and knows them again by more than their address', async () => {
    const result = await signIn();
    expect(result).toMatchObject({
      $case: 'signedIn',
      value: {
        user: { email: email(), name: `Person ${made}` },
        session: { method: name },
        memberships: [{ accountName: `Person ${made}` }],
      },
    });
    const first = result?.$case === 'signedIn' ? result.value.user?.id : '';
    // Another address, and not even a verified one: the provider's own name for the person stays.
    provider.person = { sub: `person-${made}`, email: 'moved@providers.example', emailVerified: false, name: 'x' };
    expect(await userId()).toBe(first);
  });

  it('finds the user who signed up by password, by the address that both sides verified', async () => {
    const user = await fixture.newUser(email());
    expect(await userId()).toBe(user.user?.id);
    const byPassword = await fixture.gateway.sessions.signIn({ email: email(), password, client: newClient() });
    expect(byPassword.result?.$case).toBe('signedIn');
  });

  it('links nobody by an address that the provider does not vouch for', async () => {
    await fixture.newUser(email());
    provider.person = { sub: `impostor-${made}`, email: email(), emailVerified: false, name: 'Impostor' };
    expect(await signIn()).toEqual(refusal(CompleteSignInRefusal.COMPLETE_SIGN_IN_REFUSAL_EMAIL_NOT_VERIFIED));
    const { rows } = await sql`select from identities where subject = ${`impostor-${made}`}`.execute(fixture.database);
    expect(rows).toEqual([]);
  });

  it('leaves a sign-up that was never confirmed without effect', async () => {
    await fixture.gateway.users.signUp({
      email: email(),
      name: 'Attacker',
      password: 'chosen by an attacker',
      client: newClient(),
    });
    const token = await fixture.mailbox.takeToken(email());
    expect(await userId()).toBeDefined();
    const late = { token, password: 'chosen by an attacker', client: newClient() };
    expect((await fixture.gateway.users.verifyEmail(late)).result?.$case).toBe('refusal');
    const signIn = { email: email(), password: 'chosen by an attacker', client: newClient() };
    expect((await fixture.gateway.sessions.signIn(signIn)).result?.$case).toBe('wrongCredentials');
  });

  it('is completed once, in time, by the browser that began it, and with what the provider sent', async () => {
    const [one, two] = [await begin(), await begin()];
    const query = await provider.visit(one.url);
    expect(await complete(query, two.browserToken)).toEqual(unknownAttempt);
    // Whoever tried it with another browser used it up.
    expect(await complete(query, one.browserToken)).toEqual(unknownAttempt);

    const forged = new URLSearchParams(await provider.visit(two.url));
    forged.set('code', 'another');
    expect(await complete(forged.toString(), two.browserToken)).toEqual(refusedByProvider);

    const three = await begin();
    const late = await provider.visit(three.url);
    await sql`update sign_in_attempts set expires_at = now()`.execute(fixture.database);
    expect(await complete(late, three.browserToken)).toEqual(unknownAttempt);
    for (const bad of ['', 'state=x&code=y', 'error=access_denied']) {
      expect(await complete(bad, three.browserToken)).toEqual(unknownAttempt);
    }
  });

  it('checks the nonce and the code verifier that it began with', async () => {
    for (const column of ['nonce', 'code_verifier']) {
      const { url, browserToken } = await begin();
      const query = await provider.visit(url);
      await sql`update sign_in_attempts set ${sql.ref(column)} = ${'x'.repeat(43)}`.execute(fixture.database);
      expect(await complete(query, browserToken)).toEqual(refusedByProvider);
    }
  });

  it('that the person declined is refused', async () => {
    provider.person = undefined;
    expect(await signIn()).toEqual(refusedByProvider);
  });

  it('is unavailable while the provider is, and not_found where there is none', async () => {
    const at = (one: string) => fixture.gateway.sessions.beginSignIn({ provider: one, client: newClient() });
    await expect(at(away)).rejects.toMatchObject({ code: 'unavailable' });
    await expect(at('elsewhere')).rejects.toMatchObject({ code: 'not_found', param: 'provider' });
    const { providers } = await fixture.gateway.sessions.listSignInProviders({});
    expect(providers).toEqual([
      { name, label: 'The house' },
      { name: away, label: 'The house' },
    ]);
  });
});
