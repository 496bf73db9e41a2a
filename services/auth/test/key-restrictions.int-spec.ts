import { newApiKey } from '@imageai/api';
import { KeyRefusal, type KeyRestrictions, RevocationReason, RevokeByTextResult } from '@imageai/contracts/auth';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type AuthFixture, actor, startAuth } from './auth.fixture.js';

let fixture: AuthFixture;
let accountId: string;

beforeAll(async () => {
  fixture = await startAuth();
}, 60_000);
afterAll(() => fixture.stop());
beforeEach(async () => {
  accountId = await fixture.newAccount();
});

const none: KeyRestrictions = { allowedOrigins: [], allowedAddresses: [] };

async function createKey(scopes: string[] = [], restrictions?: KeyRestrictions, expiresAt?: Date) {
  const { key, secret } = await fixture.keys.createKey({ accountId, name: 'k', scopes, restrictions, expiresAt });
  return { keyId: key?.id ?? '', secret, key };
}

describe('restrictions of a key', () => {
  const restrictions: KeyRestrictions = {
    requestsPerMinute: 5,
    imagesPerMonth: 100,
    allowedOrigins: ['https://App.Example.com/'],
    allowedAddresses: ['203.0.113.7/24', '2001:DB8::1'],
  };
  const canonical = {
    ...restrictions,
    allowedOrigins: ['https://app.example.com'],
    allowedAddresses: ['203.0.113.0/24', '2001:db8::1/128'],
  };

  it('are kept in canonical form, listed, told with every verification, and passed on by a rotation', async () => {
    const { keyId, secret } = await createKey(['generate', 'model:sd-1.5'], restrictions);
    const { result } = await fixture.auth.verifyKey({ secret });
    expect(result?.value).toMatchObject({ scopes: ['generate', 'model:sd-1.5'], restrictions: canonical });
    const rotated = await fixture.keys.rotateKey({ accountId, keyId, overlapSeconds: 60 });
    expect(rotated.key).toMatchObject({ restrictions: canonical, scopes: ['generate', 'model:sd-1.5'] });
    const { keys } = await fixture.keys.listKeys({ accountId });
    expect(keys.find(({ id }) => id === keyId)).toMatchObject({
      restrictions: canonical,
      successorId: rotated.key?.id,
    });
  });

  it('are absent where there are none, and models alone are no restriction of what may be done', async () => {
    const { secret, key } = await createKey(['model:sd-1.5'], none);
    expect(key?.restrictions).toBeUndefined();
    expect((await fixture.auth.verifyKey({ secret })).result?.value).toMatchObject({
      scopes: ['generate', 'read', 'model:sd-1.5'],
    });
  });

  it.each([
    ['restrictions.requests_per_minute', { requestsPerMinute: 0 }],
    ['restrictions.images_per_month', { imagesPerMonth: 4_000_000_000 }],
    ['restrictions.allowed_origins', { allowedOrigins: ['https://a.example/path'] }],
    ['restrictions.allowed_addresses', { allowedAddresses: ['10.0.0.0/33'] }],
    ['restrictions.allowed_addresses', { allowedAddresses: Array.from({ length: 101 }, () => '10.0.0.1') }],
  ])('a wrong %s is parameter_invalid', async (param, bad) => {
    await expect(createKey([], { ...none, ...bad })).rejects.toMatchObject({ code: 'parameter_invalid', param });
  });
});

describe('a key that makes keys', () => {
  const asKey = (keyId: string) => ({ accountId, name: 'made', actor: actor('keyId', keyId) });
  const make = (keyId: string, scopes: string[], expiresAt?: Date) =>
    fixture.as('gateway').keys.createKey({ ...asKey(keyId), scopes, expiresAt });

  it('gives what it has, and nothing more: no other scope or model, no longer life', async () => {
    const soon = new Date(Date.now() + 60_000);
    const { keyId } = await createKey(['manage', 'read', 'model:a'], undefined, soon);
    expect((await make(keyId, ['read', 'model:a'], soon)).key?.scopes).toEqual(['read', 'model:a']);
    for (const [scopes, expiresAt] of [
      [['generate', 'model:a'], soon],
      [['read'], soon],
      [['read', 'model:b'], soon],
      [['read', 'model:a'], undefined],
      [['read', 'model:a'], new Date(soon.getTime() + 1)],
    ] as const) {
      await expect(make(keyId, [...scopes], expiresAt)).rejects.toMatchObject({ code: 'insufficient_scope' });
    }
  });

  it('with restrictions makes and rotates none but itself', async () => {
    const { keyId } = await createKey(['manage'], { ...none, requestsPerMinute: 1 });
    const other = await createKey(['manage']);
    await expect(make(keyId, ['manage'])).rejects.toMatchObject({ code: 'insufficient_scope' });
    const rotate = (id: string) =>
      fixture.as('gateway').keys.rotateKey({ accountId, keyId: id, overlapSeconds: 0, actor: actor('keyId', keyId) });
    await expect(rotate(other.keyId)).rejects.toMatchObject({ code: 'insufficient_scope' });
    expect((await rotate(keyId)).key?.restrictions?.requestsPerMinute).toBe(1);
  });

  it('that has ended acts no more', async () => {
    const { keyId } = await createKey(['manage']);
    await fixture.keys.revokeKey({ accountId, keyId });
    await expect(make(keyId, ['manage'])).rejects.toMatchObject({ code: 'invalid_api_key' });
  });
});

describe('a leaked key', () => {
  const report = (secret: string) =>
    fixture.as('gateway').keys.revokeByText({ secret, foundAt: 'a public repository' });

  it('is ended by whoever has its text, at once, and its account can see why and where it was found', async () => {
    const { keyId, secret } = await createKey();
    expect((await report(secret)).result).toBe(RevokeByTextResult.REVOKE_BY_TEXT_RESULT_REVOKED);
    expect((await fixture.auth.verifyKey({ secret })).result?.value).toBe(KeyRefusal.KEY_REFUSAL_REVOKED);
    const [key] = (await fixture.keys.listKeys({ accountId })).keys;
    expect(key).toMatchObject({ id: keyId, revocationReason: RevocationReason.REVOCATION_REASON_LEAKED });
    expect((await report(secret)).result).toBe(RevokeByTextResult.REVOKE_BY_TEXT_RESULT_ENDED_BEFORE);
  });

  it('is told to whoever owns the account, without its secret', async () => {
    const owner = await fixture.newUser('owner@keys.example');
    accountId = owner.memberships[0]?.accountId ?? '';
    const { secret } = await createKey();
    await report(secret);
    const mail = await fixture.mailbox.take('owner@keys.example');
    expect(mail.subject).toBe('One of your API keys was reported and revoked');
    expect(mail.text).toContain(secret.slice(0, 13));
    expect(mail.text).toContain('a public repository');
    expect(mail.text + mail.html).not.toContain(secret.slice(13));
  });

  it('that does not exist is unknown', async () => {
    for (const text of ['', 'x', newApiKey()]) {
      expect((await report(text)).result).toBe(RevokeByTextResult.REVOKE_BY_TEXT_RESULT_UNKNOWN);
    }
  });
});
