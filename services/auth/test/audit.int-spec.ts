import { ActorKind, type AuditEntry, type ListAuditEntriesRequest } from '@imageai/contracts/auth';
import { runWithRequestId } from '@imageai/telemetry';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
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

const all: ListAuditEntriesRequest = {
  accountId: '',
  action: '',
  actorId: '',
  targetId: '',
  pageSize: 0,
  pageToken: '',
};
const list = async (filter: Partial<ListAuditEntriesRequest> = {}): Promise<AuditEntry[]> =>
  (await fixture.audit.listAuditEntries({ ...all, accountId, ...filter })).entries;
const createKey = async (scopes: string[] = []): Promise<{ id: string; secret: string }> => {
  const { key, secret } = await fixture.keys.createKey({ accountId, name: 'k', scopes });
  return { id: key?.id ?? '', secret };
};

describe('the audit log', () => {
  it('says who did what to what, from where and in which request', async () => {
    const manager = await createKey(['manage', 'generate', 'read']);
    const other = await createKey();
    await runWithRequestId('req_of_the_client', () =>
      fixture
        .as('gateway')
        .keys.revokeKey({ accountId, keyId: other.id, actor: actor('keyId', manager.id, '2001:db8::7') }),
    );
    expect((await list())[0]).toMatchObject({
      actorKind: ActorKind.ACTOR_KIND_KEY,
      actorId: manager.id,
      action: 'key.revoke',
      accountId,
      targetId: other.id,
      address: '2001:db8::7',
      requestId: 'req_of_the_client',
    });
  });

  it('has one entry an act, the acts of operators by their names, and none of what changed nothing', async () => {
    const key = await createKey();
    const byAda = { accountId, keyId: key.id, actor: actor('operator', 'ada') };
    await fixture.keys.revokeKey(byAda);
    await fixture.keys.revokeKey(byAda);
    await expect(fixture.keys.rotateKey({ ...byAda, overlapSeconds: 0 })).rejects.toMatchObject({
      code: 'parameter_invalid',
    });
    const entries = await list({ targetId: key.id });
    expect(entries.map(({ action, actorId }) => [action, actorId])).toEqual([
      ['key.revoke', 'ada'],
      ['key.create', 'operator'],
    ]);
  });

  it('never holds a secret', async () => {
    const { secret } = await createKey();
    await fixture.keys.revokeByText({ secret, foundAt: 'here' });
    const { rows } = await sql<{ row: string }>`select to_jsonb(audit_log)::text as row from audit_log`.execute(
      fixture.database,
    );
    expect(rows.length).toBeGreaterThan(1);
    expect(rows.filter(({ row }) => row.includes(secret.slice(13)))).toEqual([]);
  });

  it('can be added to, and neither changed nor emptied', async () => {
    await createKey();
    for (const statement of [
      sql`update audit_log set actor_id = 'nobody'`,
      sql`delete from audit_log`,
      sql`truncate audit_log`,
    ]) {
      await expect(statement.execute(fixture.database)).rejects.toThrow('append-only');
    }
  });

  it('is paged newest first without a gap, and filtered by action, actor, target and time', async () => {
    const keys = [];
    for (let made = 0; made < 5; made++) keys.push(await createKey());
    await fixture.keys.revokeKey({ accountId, keyId: keys[0]?.id ?? '', actor: actor('operator', 'grace') });
    const whole = await list();
    const paged: AuditEntry[] = [];
    let pageToken = '';
    do {
      const page = await fixture.audit.listAuditEntries({ ...all, accountId, pageSize: 2, pageToken });
      paged.push(...page.entries);
      pageToken = page.nextPageToken;
    } while (pageToken !== '');
    expect(paged).toEqual(whole);
    expect(await list({ action: 'key.create' })).toHaveLength(5);
    expect(await list({ action: 'key.' })).toHaveLength(6);
    expect(await list({ actorId: 'grace' })).toHaveLength(1);
    expect(await list({ targetId: keys[0]?.id ?? '' })).toHaveLength(2);
    const newest = whole[0]?.occurredAt ?? new Date(0);
    expect(await list({ since: newest })).toHaveLength(1);
    expect(await list({ until: newest })).toHaveLength(whole.length - 1);
  });

  it('has the acts of operators at other services, written before they are done', async () => {
    const by = actor('operator', 'ada', '127.0.0.1');
    const act = { action: 'books.rebuild', accountId, targetId: '2026-11', details: { month: '2026-11' }, actor: by };
    await runWithRequestId('req_of_ada', () => fixture.audit.recordAct(act));
    expect((await list())[0]).toMatchObject({
      actorKind: ActorKind.ACTOR_KIND_OPERATOR,
      actorId: 'ada',
      action: 'books.rebuild',
      targetId: '2026-11',
      requestId: 'req_of_ada',
      details: { month: '2026-11' },
    });
    expect(await list({ actorId: 'ada' })).toHaveLength(1);
  });

  it('takes no word for acts of its own, and nothing that is no name of an act', async () => {
    for (const action of ['account.delete', 'key.create', 'Books', 'books', 'a.b.c', '']) {
      const act = { action, accountId, targetId: '', details: {}, actor: actor('operator', 'ada') };
      await expect(fixture.audit.recordAct(act)).rejects.toMatchObject({ param: 'action' });
    }
    expect((await list()).map(({ action }) => action)).toEqual(['account.create']);
  });

  it('takes no page that it did not name', async () => {
    await expect(list({ pageToken: "1' or '1" })).rejects.toMatchObject({ param: 'page_token' });
    await expect(list({ pageSize: 201 })).rejects.toMatchObject({ param: 'page_size' });
  });
});
