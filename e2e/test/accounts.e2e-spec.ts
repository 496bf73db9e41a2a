import { beforeAll, expect, it } from '@jest/globals';
import { Browser, Client, describeWithOperator } from '../src/index.js';

interface Key {
  readonly id: string;
  readonly secret: string;
  readonly last_used_at: string | null;
}
interface Refusal {
  readonly error: { readonly code: string };
}

const small = { prompt: 'a lake between hills', width: 512, height: 512, num_inference_steps: 2 };
/** A revocation is in force everywhere within this time. */
const revocationMs = 1_000;

describeWithOperator('somebody who signs up', () => {
  let ada: Browser;
  beforeAll(async () => {
    ada = await Browser.signedUp();
  });

  it('has an account that they own, and makes a picture by their session', async () => {
    expect(ada.memberships).toMatchObject([{ role: 'owner', suspended: false }]);
    const { status } = await ada.send('POST', '/api/generate-image', small);
    expect(status).toBe(200);
    const images = await ada.send<{ data: unknown[] }>('GET', '/api/images');
    expect(images.body.data).toHaveLength(1);
  });

  it('makes a key, uses it, sees when, and ends it: within a second it is refused', async () => {
    const made = await ada.send<Key>('POST', '/api/keys', { name: 'The shop' });
    expect([made.status, made.body.last_used_at]).toEqual([201, null]);
    const client = new Client(made.body.secret);
    await client.draw();

    const revoked = await ada.send('DELETE', `/api/keys/${made.body.id}`);
    expect(revoked.status).toBe(200);
    const ended = Date.now();
    let status = 200;
    while (status !== 401 && Date.now() - ended < revocationMs) {
      status = (await client.call('GET', '/api/images')).status;
    }
    expect(status).toBe(401);
    const { body } = await ada.send<{ data: Key[] }>('GET', '/api/keys');
    expect(body.data.find(({ id }) => id === made.body.id)).toMatchObject({ revocation_reason: 'revoked' });
    expect(JSON.stringify(body)).not.toContain(made.body.secret);
  });

  it('rotates a key: both work until the overlap ends', async () => {
    const { body: before } = await ada.send<Key>('POST', '/api/keys', {});
    const { body: after } = await ada.send<Key>('POST', `/api/keys/${before.id}/rotate`, { overlap_seconds: 3600 });
    for (const { secret } of [before, after]) {
      expect((await new Client(secret).call('GET', '/api/images')).status).toBe(200);
    }
  });

  it('loses a key that somebody found and reported', async () => {
    const { body: key } = await ada.send<Key>('POST', '/api/keys', {});
    const stranger = new Browser();
    const report = { key: key.secret, found_at: 'a public page' };
    expect((await stranger.send('POST', '/api/keys/report', report)).body).toEqual({ result: 'revoked' });
    expect((await stranger.send('POST', '/api/keys/report', report)).body).toEqual({ result: 'ended_before' });
    const { body } = await ada.send<{ data: Key[] }>('GET', '/api/keys');
    expect(body.data.find(({ id }) => id === key.id)).toMatchObject({ revocation_reason: 'leaked' });
  });

  it('signs in from two browsers, ends the other, and resets the password, which ends both', async () => {
    const credentials = { email: ada.email, password: ada.password };
    const other = new Browser(ada.email);
    await other.enter('/api/auth/sign-in', credentials);
    expect((await other.send<{ data: unknown[] }>('GET', '/api/auth/sessions')).body.data).toHaveLength(2);
    expect((await other.send('DELETE', '/api/auth/sessions')).body).toEqual({ revoked: 1 });
    expect((await ada.send<Refusal>('GET', '/api/auth/session')).body.error.code).toBe('invalid_session');

    await ada.send('POST', '/api/auth/request-password-reset', { email: ada.email });
    const password = 'another good password';
    const reset = { token: await ada.token('reset-password'), password };
    expect((await ada.send('POST', '/api/auth/reset-password', reset)).status).toBe(204);
    expect((await other.send('GET', '/api/auth/session')).status).toBe(401);
    expect((await ada.send<Refusal>('POST', '/api/auth/sign-in', credentials)).body.error.code).toBe(
      'wrong_credentials',
    );
    await ada.enter('/api/auth/sign-in', { email: ada.email, password });
    expect((await ada.send('POST', '/api/auth/sign-out')).status).toBe(204);
    expect((await ada.send('GET', '/api/keys')).status).toBe(401);
    await ada.enter('/api/auth/sign-in', { email: ada.email, password });
  });

  it('is told nothing of who else has an address', async () => {
    const stranger = new Browser();
    const answers = await Promise.all(
      [ada.email, 'nobody@e2e.example'].map(async (email) => {
        const { status, body } = await stranger.send('POST', '/api/auth/sign-in', { email, password: 'guessing it' });
        return [status, body];
      }),
    );
    expect(answers[0]).toEqual(answers[1]);
  });

  it('is safe from other sites: no CSRF token or another origin, and nothing happens', async () => {
    const forged: readonly Record<string, string>[] = [{ 'x-csrf-token': '' }, { origin: 'https://evil.example' }];
    for (const headers of forged) {
      const { status, body } = await ada.send<Refusal>('POST', '/api/keys', {}, headers);
      expect([status, body.error.code]).toEqual([403, 'csrf_refused']);
    }
  });
});

describeWithOperator('an organisation', () => {
  let owner: Browser;
  let developer: Browser;
  let stranger: Browser;

  beforeAll(async () => {
    [owner, stranger] = await Promise.all([Browser.signedUp(), Browser.signedUp()]);
    developer = await Browser.joining(owner, 'developer');
  });

  it('is never without an owner', async () => {
    const { status, body } = await owner.send<Refusal>('POST', '/api/account/leave');
    expect([status, body.error.code]).toEqual([409, 'conflict']);
  });

  it('takes in somebody who is signed in, who then works for two accounts in two tabs', async () => {
    await owner.send('POST', '/api/invitations', { email: stranger.email, role: 'developer' });
    const token = await stranger.token('accept-invitation');
    expect((await stranger.send('POST', '/api/invitations/accept', { token })).status).toBe(200);
    const tabs = [stranger.accountId, owner.accountId];
    const accounts = await Promise.all(
      tabs.map((id) => stranger.send<{ id: string }>('GET', '/api/account', undefined, { 'x-account-id': id })),
    );
    expect(accounts.map(({ body }) => body.id)).toEqual(tabs);
    const { body } = await owner.send<{ data: { action: string }[] }>('GET', '/api/audit?action=invitation.');
    expect(body.data.map(({ action }) => action)).toContain('invitation.accept');
  });

  it('is deleted by its owner: keys and members are out at once', async () => {
    const { body: key } = await owner.send<Key>('POST', '/api/keys', {});
    expect((await developer.send('DELETE', '/api/account')).status).toBe(403);
    expect((await owner.send('DELETE', '/api/account')).status).toBe(202);
    expect((await new Client(key.secret).call('GET', '/api/images')).status).toBe(401);
    expect((await developer.send('GET', '/api/keys')).status).toBe(401);
    const gone = await stranger.send('GET', '/api/account', undefined, { 'x-account-id': owner.accountId });
    expect(gone.status).toBe(404);
  });
});
