import { isWellFormedApiKey, newApiKey, newId } from '@imageai/api';
import { KeyRefusal, PlanName, QueueLane, type VerifyKeyResponse } from '@imageai/contracts/auth';
import { waitUntil } from '@imageai/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { LastUseRecorder } from '../src/verification/last-use-recorder.js';
import { type AuthFixture, startAuth } from './auth.fixture.js';

let fixture: AuthFixture;
let accountId: string;

beforeAll(async () => {
  fixture = await startAuth();
}, 60_000);
afterAll(() => fixture.stop());
beforeEach(async () => {
  accountId = await fixture.newAccount();
});

async function createKey(scopes: string[] = [], expiresAt?: Date): Promise<{ keyId: string; secret: string }> {
  const { key, secret } = await fixture.keys.createKey({ accountId, name: 'k', scopes, expiresAt });
  return { keyId: key?.id ?? '', secret };
}

const verify = (secret: string): Promise<VerifyKeyResponse> => fixture.auth.verifyKey({ secret });
const refusal = (value: KeyRefusal): VerifyKeyResponse => ({ result: { $case: 'refusal', value } });
const isAccepted = async (secret: string): Promise<boolean> => (await verify(secret)).result?.$case === 'principal';

describe('a key', () => {
  it('speaks for its account, with the limits and scopes in force', async () => {
    const { keyId, secret } = await createKey();
    expect(isWellFormedApiKey(secret)).toBe(true);
    expect((await verify(secret)).result).toEqual({
      $case: 'principal',
      value: {
        accountId,
        keyId,
        plan: PlanName.PLAN_NAME_PROFESSIONAL,
        limits: {
          requestsPerMinute: 30,
          imagesPerMonth: 2_000,
          concurrency: 8,
          maxImagesPerRequest: 10,
          retentionDays: 30,
          lane: QueueLane.QUEUE_LANE_PROFESSIONAL,
        },
        scopes: ['generate', 'read'],
        suspended: false,
        privateImages: false,
        omitParameters: false,
      },
    });
  });

  it('shows a change of plan and a suspension at its next verification', async () => {
    const { secret } = await createKey();
    await fixture.accounts.setPlan({
      accountId,
      plan: PlanName.PLAN_NAME_ENTERPRISE,
      overrides: { requestsPerMinute: 777 },
    });
    await fixture.accounts.setSuspended({ accountId, suspended: true });
    expect((await verify(secret)).result?.value).toMatchObject({
      plan: PlanName.PLAN_NAME_ENTERPRISE,
      limits: { requestsPerMinute: 777, imagesPerMonth: 5_000 },
      suspended: true,
    });
  });

  it('is nowhere at rest: no column of any row holds the secret', async () => {
    const { secret } = await createKey();
    const { rows } = await sql<{ row: string }>`select to_jsonb(api_keys)::text as row from api_keys`.execute(
      fixture.database,
    );
    expect(rows.some(({ row }) => row.includes(secret.slice(13)))).toBe(false);
    expect(rows.some(({ row }) => row.includes(Buffer.from(secret).toString('hex')))).toBe(false);
  });

  it('is listed by its prefix, newest first, revoked ones too, and only to its account', async () => {
    const first = await createKey(['manage', 'manage']);
    const second = await createKey();
    await fixture.keys.revokeKey({ accountId, keyId: first.keyId });
    const { keys } = await fixture.keys.listKeys({ accountId });
    expect(keys.map(({ id, prefix, scopes }) => [id, prefix, scopes])).toEqual([
      [second.keyId, second.secret.slice(0, 13), ['generate', 'read']],
      [first.keyId, first.secret.slice(0, 13), ['manage']],
    ]);
    expect(keys[1]?.revokedAt).toBeInstanceOf(Date);
    expect(JSON.stringify(keys)).not.toContain(second.secret.slice(13));
    expect((await fixture.keys.listKeys({ accountId: await fixture.newAccount() })).keys).toEqual([]);
  });

  it('is unknown when it does not exist, is mistyped, or only its beginning is right', async () => {
    const { secret } = await createKey();
    const mistyped = `${secret.slice(0, -1)}${secret.endsWith('0') ? '1' : '0'}`;
    // One with the same shown prefix, and a right checksum of its own.
    const lookalike = newApiKey();
    await sql`update api_keys set prefix = ${lookalike.slice(0, 13)} where account_id = ${accountId}`.execute(
      fixture.database,
    );
    for (const text of ['', 'x', mistyped, newApiKey(), lookalike, secret.toUpperCase(), `${secret} `]) {
      expect(await verify(text)).toEqual(refusal(KeyRefusal.KEY_REFUSAL_UNKNOWN));
    }
  });

  it('is told apart from others with the same prefix', async () => {
    const one = await createKey();
    const two = await createKey();
    await sql`
      update api_keys set prefix = ${two.secret.slice(0, 13)} where id = ${one.keyId}`.execute(fixture.database);
    expect((await verify(two.secret)).result?.value).toMatchObject({ keyId: two.keyId });
  });
});

describe('a key ends', () => {
  it('with its revocation at once; revoking twice keeps the first time', async () => {
    const { keyId, secret } = await createKey();
    const first = await fixture.keys.revokeKey({ accountId, keyId });
    expect(await verify(secret)).toEqual(refusal(KeyRefusal.KEY_REFUSAL_REVOKED));
    expect(await fixture.keys.revokeKey({ accountId, keyId })).toEqual(first);
  });

  it('with its expiry', async () => {
    const { keyId, secret } = await createKey([], new Date(Date.now() + 3_600_000));
    expect(await isAccepted(secret)).toBe(true);
    await sql`update api_keys set expires_at = now() where id = ${keyId}`.execute(fixture.database);
    expect(await verify(secret)).toEqual(refusal(KeyRefusal.KEY_REFUSAL_EXPIRED));
  });

  it('when the overlap after its rotation ends, while its successor goes on', async () => {
    const { keyId, secret } = await createKey(['read']);
    const rotated = await fixture.keys.rotateKey({ accountId, keyId, overlapSeconds: 60 });
    expect(rotated.key).toMatchObject({ name: 'k', scopes: ['read'], expiresAt: undefined });
    expect([await isAccepted(secret), await isAccepted(rotated.secret)]).toEqual([true, true]);
    const old = (await fixture.keys.listKeys({ accountId })).keys.find(({ id }) => id === keyId);
    expect(Math.round(((old?.expiresAt?.getTime() ?? 0) - Date.now()) / 10_000)).toBe(6);
    await sql`update api_keys set expires_at = expires_at - interval '60 s' where id = ${keyId}`.execute(
      fixture.database,
    );
    expect([await isAccepted(secret), await isAccepted(rotated.secret)]).toEqual([false, true]);
  });

  it('at once when it is rotated without an overlap', async () => {
    const { keyId, secret } = await createKey();
    await fixture.keys.rotateKey({ accountId, keyId, overlapSeconds: 0 });
    expect(await verify(secret)).toEqual(refusal(KeyRefusal.KEY_REFUSAL_EXPIRED));
  });
});

describe('rotation', () => {
  it('gives the successor the life its predecessor was meant to have, and never lengthens the predecessor’s', async () => {
    const { keyId } = await createKey([], new Date(Date.now() + 30_000));
    const { key } = await fixture.keys.rotateKey({ accountId, keyId, overlapSeconds: 3_600 });
    expect(Math.abs((key?.expiresAt?.getTime() ?? 0) - Date.now() - 30_000)).toBeLessThan(5_000);
    const old = (await fixture.keys.listKeys({ accountId })).keys.find(({ id }) => id === keyId);
    expect(old?.expiresAt?.getTime()).toBeLessThan(Date.now() + 31_000);
  });

  it('of a key that is not in force is refused, and of another account’s is not_found', async () => {
    const { keyId } = await createKey();
    const theirs = { accountId: await fixture.newAccount(), keyId, overlapSeconds: 0 };
    await expect(fixture.keys.rotateKey(theirs)).rejects.toMatchObject({ code: 'not_found' });
    await expect(fixture.keys.revokeKey(theirs)).rejects.toMatchObject({ code: 'not_found' });
    await fixture.keys.revokeKey({ accountId, keyId });
    await expect(fixture.keys.rotateKey({ accountId, keyId, overlapSeconds: 0 })).rejects.toMatchObject({
      code: 'parameter_invalid',
      param: 'key_id',
    });
  });
});

describe('last use', () => {
  const lastUsedAt = async (keyId: string) =>
    (await fixture.keys.listKeys({ accountId })).keys.find(({ id }) => id === keyId)?.lastUsedAt;

  it('is noted after the answer, and at most once a minute', async () => {
    const recorder = fixture.app.get(LastUseRecorder);
    const { keyId, secret } = await createKey();
    expect(await lastUsedAt(keyId)).toBeUndefined();
    await verify(secret);
    await recorder.flush();
    const first = await waitUntil(() => lastUsedAt(keyId));
    await verify(secret);
    await recorder.flush();
    expect(await lastUsedAt(keyId)).toEqual(first);
    await sql`update api_keys set last_used_at = now() - interval '61 s' where id = ${keyId}`.execute(fixture.database);
    await verify(secret);
    await recorder.flush();
    expect((await lastUsedAt(keyId))?.getTime()).toBeGreaterThanOrEqual(first.getTime());
  });

  it('of a refused key is not noted', async () => {
    const { keyId, secret } = await createKey();
    await fixture.keys.revokeKey({ accountId, keyId });
    await verify(secret);
    await fixture.app.get(LastUseRecorder).flush();
    expect(await lastUsedAt(keyId)).toBeUndefined();
  });
});

describe('bad arguments', () => {
  it.each([
    ['scopes', { scopes: ['generate', 'root'] }],
    ['expires_at', { expiresAt: new Date(1_000) }],
    ['name', { name: 'x'.repeat(201) }],
  ])('a wrong %s is parameter_invalid', async (param, bad) => {
    const request = { accountId, name: 'k', scopes: [], expiresAt: undefined, ...bad };
    await expect(fixture.keys.createKey(request)).rejects.toMatchObject({ code: 'parameter_invalid', param });
  });

  it('an unknown account is not_found, an unknown key too', async () => {
    for (const unknown of ['', 'x\u0000', newId('acct')]) {
      await expect(
        fixture.keys.createKey({ accountId: unknown, name: '', scopes: [], expiresAt: undefined }),
      ).rejects.toMatchObject({ code: 'not_found' });
    }
    for (const keyId of ['', newId('key')]) {
      await expect(fixture.keys.revokeKey({ accountId, keyId })).rejects.toMatchObject({ code: 'not_found' });
    }
  });

  it('an overlap of more than 30 days is parameter_invalid', async () => {
    const { keyId } = await createKey();
    await expect(fixture.keys.rotateKey({ accountId, keyId, overlapSeconds: 2_592_001 })).rejects.toMatchObject({
      code: 'parameter_invalid',
    });
  });
});

describe('who may call', () => {
  it('gateway and operator may verify; nobody else', async () => {
    const { secret } = await createKey();
    for (const caller of ['gateway', 'operator']) {
      expect((await fixture.as(caller).auth.verifyKey({ secret })).result?.$case).toBe('principal');
    }
    const { auth, accounts, keys } = fixture.as('webhooks');
    for (const call of [auth.verifyKey({ secret }), accounts.getAccount({ accountId }), keys.listKeys({ accountId })]) {
      await expect(call).rejects.toMatchObject({ code: 'insufficient_scope' });
    }
  });
});
