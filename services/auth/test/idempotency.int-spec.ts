import { randomBytes } from 'node:crypto';
import { isWellFormedApiKey, newId } from '@imageai/api';
import type { CreateKeyRequest, VerifyKeyResponse } from '@imageai/contracts/auth';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { HousekeepingRepository } from '../src/housekeeping/housekeeping.repository.js';
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

const idempotency = { key: 'only its client knows this one', fingerprint: randomBytes(32) };
const create = (changes: Partial<CreateKeyRequest> = {}) =>
  fixture.keys.createKey({ accountId, name: 'k', scopes: [], idempotency, ...changes });
const rotate = (keyId: string, changes: { readonly actor?: CreateKeyRequest['actor'] } = {}) =>
  fixture.keys.rotateKey({ accountId, keyId, overlapSeconds: 60, idempotency, ...changes });
const list = async () => (await fixture.keys.listKeys({ accountId })).keys;
const resultOf = async (secret: string): Promise<VerifyKeyResponse['result']> =>
  (await fixture.auth.verifyKey({ secret })).result;

describe('a key that is made under an idempotency key', () => {
  it('is one for fifty requests at once, and all get its text', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => create()));
    const [secret = '', ...others] = new Set(answers.map((answer) => answer.secret));
    expect([others, isWellFormedApiKey(secret)]).toEqual([[], true]);
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
    const [key] = await list();
    expect(await list()).toHaveLength(1);
    expect(await resultOf(secret)).toMatchObject({ $case: 'principal', value: { keyId: key?.id } });
    const { entries } = await fixture.audit.listAuditEntries({
      accountId,
      action: 'key.create',
      actorId: '',
      targetId: key?.id ?? '',
      pageSize: 10,
      pageToken: '',
    });
    expect(entries).toHaveLength(1);
  });

  it('is nowhere at rest, nor is the idempotency key that it can be made from again', async () => {
    const { secret } = await create();
    const { rows } = await sql<{ row: string }>`
      select to_jsonb(api_keys)::text as row from api_keys
      union all select to_jsonb(idempotency_keys)::text from idempotency_keys
      union all select to_jsonb(audit_log)::text from audit_log`.execute(fixture.database);
    for (const text of [secret.slice(13), Buffer.from(secret).toString('hex'), idempotency.key]) {
      expect(rows.some(({ row }) => row.includes(text))).toBe(false);
    }
  });

  it('is not made under that of another body, and is another one for another account', async () => {
    const { secret } = await create();
    const other = { ...idempotency, fingerprint: randomBytes(32) };
    await expect(create({ idempotency: other })).rejects.toMatchObject({ code: 'idempotency_mismatch' });
    const stranger = await create({ accountId: await fixture.newAccount() });
    expect([stranger.replayed, stranger.secret === secret]).toEqual([false, false]);
    expect(await list()).toHaveLength(1);
  });

  it('is answered again as it stands: revoked, say', async () => {
    const { key, secret } = await create();
    await fixture.keys.revokeKey({ accountId, keyId: key?.id ?? '' });
    expect(await create()).toMatchObject({ key: { revokedAt: expect.any(Date) }, secret, replayed: true });
  });

  it('that was refused is as if it had not been asked for', async () => {
    const nobody = newId('acct');
    await expect(create({ accountId: nobody })).rejects.toMatchObject({ code: 'not_found' });
    const { rows } = await sql`select key from idempotency_keys where account_id = ${nobody}`.execute(fixture.database);
    expect(rows).toEqual([]);
  });

  it('is another one after 24 hours, and nothing of the first request is kept', async () => {
    const { secret } = await create();
    const { rows } = await sql<{ hours: number }>`
      update idempotency_keys set expires_at = now() where account_id = ${accountId}
      returning extract(epoch from (select old.expires_at from idempotency_keys old
        where old.account_id = ${accountId}) - now())::float / 3600 as hours`.execute(fixture.database);
    expect(rows[0]?.hours).toBeCloseTo(24, 1);
    await fixture.app.get(HousekeepingRepository).sweep();
    const kept = sql`select key from idempotency_keys where account_id = ${accountId}`;
    expect((await kept.execute(fixture.database)).rows).toEqual([]);
    const second = await create();
    expect([second.replayed, second.secret === secret]).toEqual([false, false]);
  });

  it('is told again only to a key that may make it itself', async () => {
    const wanted = { scopes: ['generate', 'read', 'manage'] };
    const owner = await create(wanted);
    const narrow = await create({ scopes: ['manage'], idempotency: undefined });
    const byNarrow = fixture.gateway.keys.createKey({
      accountId,
      name: 'k',
      ...wanted,
      idempotency,
      actor: actor('keyId', narrow.key?.id ?? ''),
    });
    await expect(byNarrow).rejects.toMatchObject({ code: 'insufficient_scope' });
    expect(await create(wanted)).toEqual({ ...owner, replayed: true });
  });
});

describe('a key that is rotated under an idempotency key', () => {
  it('has one successor, whose text all requests get, though it is the key itself that asks', async () => {
    const { key } = await create({ scopes: ['manage'], idempotency: undefined });
    const keyId = key?.id ?? '';
    const answers = await Promise.all(Array.from({ length: 10 }, () => rotate(keyId)));
    expect(new Set(answers.map(({ secret }) => secret)).size).toBe(1);
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(await list()).toHaveLength(2);
    const byItself = fixture.gateway.keys.rotateKey({
      accountId,
      keyId,
      overlapSeconds: 60,
      idempotency,
      actor: actor('keyId', keyId),
    });
    expect(await byItself).toMatchObject({ secret: answers[0]?.secret, replayed: true });
  });

  it('does not stand in the way of another key under the same one', async () => {
    for (let made = 0; made < 2; made++) {
      const { key } = await create({ idempotency: undefined });
      expect((await rotate(key?.id ?? '')).replayed).toBe(false);
    }
  });
});
