import { AccountEvent, AccountRefusal, KeyRefusal, type SignedIn } from '@imageai/contracts/auth';
import { accountStream, accountSubjects } from '@imageai/contracts/subjects';
import { EventConsumer, ensureStreams, Messaging } from '@imageai/messaging';
import { createLogger } from '@imageai/telemetry';
import { type TestNats, testNats, waitUntil } from '@imageai/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { DeletionRelay } from '../src/deletion/deletion-relay.js';
import { DeletionsRepository } from '../src/deletion/deletions.repository.js';
import { type AuthFixture, actor, newClient, password, startAuth } from './auth.fixture.js';

const logger = createLogger('test', 'silent');
let fixture: AuthFixture;
let owner: SignedIn;
let accountId: string;
let email: string;
let made = 0;

beforeAll(async () => {
  fixture = await startAuth();
}, 60_000);
afterAll(() => fixture.stop());
beforeEach(async () => {
  made += 1;
  email = `owner${made}@deletion.example`;
  owner = await fixture.newUser(email, 'The name of the account');
  accountId = owner.memberships[0]?.accountId ?? '';
});

const remove = (expectedVersion?: number) =>
  fixture.gateway.accounts.deleteAccount({
    accountId,
    expectedVersion,
    actor: actor('userId', owner.user?.id ?? ''),
  });
const verifySession = async ({ sessionToken }: SignedIn) =>
  (await fixture.gateway.sessions.verifySession({ sessionToken, accountId: '' })).result;

describe('deleting an account', () => {
  it('ends its keys and sessions at once, and its owner is told', async () => {
    const { secret } = await fixture.keys.createKey({ accountId, name: 'k', scopes: [] });
    expect((await remove()).account?.deletedAt).toBeInstanceOf(Date);
    expect((await fixture.auth.verifyKey({ secret })).result?.value).toBe(KeyRefusal.KEY_REFUSAL_REVOKED);
    expect((await verifySession(owner))?.$case).toBe('refusal');
    const again = await fixture.gateway.sessions.signIn({ email, password, client: newClient() });
    expect(again.result?.$case).toBe('wrongCredentials');
    expect((await fixture.mailbox.take(email)).subject).toBe('Your account was deleted');
    await expect(fixture.keys.createKey({ accountId, name: 'k', scopes: [] })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('leaves who belongs to another account their sessions, without this account in them', async () => {
    const other = await fixture.newUser(`other${made}@deletion.example`);
    await sql`
      insert into members (account_id, user_id, role)
      values (${accountId}, ${other.user?.id}, 'developer')`.execute(fixture.database);
    await remove();
    const result = await verifySession(other);
    expect(result?.$case === 'principal' && result.value.memberships.map((one) => one.accountId)).toEqual([
      other.memberships[0]?.accountId,
    ]);
  });

  it('leaves no name or address of it anywhere but in the audit log', async () => {
    await fixture.keys.createKey({ accountId, name: 'The name of the account', scopes: [] });
    await remove();
    await fixture.mailbox.take(email);
    for (const table of [
      'accounts',
      'api_keys',
      'users',
      'members',
      'sessions',
      'sign_ups',
      'invitations',
      'plan_changes',
    ]) {
      const { rows } = await sql<{ row: string }>`select to_jsonb(t)::text as row from ${sql.table(table)} t`.execute(
        fixture.database,
      );
      expect([table, rows.filter(({ row }) => row.includes(email) || row.includes('The name of'))]).toEqual([
        table,
        [],
      ]);
    }
  });

  it('frees the address: whoever signs up with it again begins anew', async () => {
    await remove();
    await fixture.mailbox.take(email);
    const again = await fixture.newUser(email);
    expect(again.memberships).toHaveLength(1);
    expect(again.memberships[0]?.accountId).not.toBe(accountId);
  });

  it('happens once, and only to the version that was looked at', async () => {
    const { account } = await fixture.accounts.getAccount({ accountId });
    expect((await remove(99)).refusal).toBe(AccountRefusal.ACCOUNT_REFUSAL_VERSION_CONFLICT);
    expect((await remove(account?.version)).refusal).toBeUndefined();
    const twice = await fixture.accounts.deleteAccount({ accountId });
    expect(twice.refusal).toBe(AccountRefusal.ACCOUNT_REFUSAL_DELETED);
    const suspended = await fixture.accounts.setSuspended({ accountId, suspended: true });
    expect(suspended.refusal).toBe(AccountRefusal.ACCOUNT_REFUSAL_DELETED);
  });
});

describe('the other services', () => {
  let nats: TestNats;
  let relay: DeletionRelay;

  beforeAll(async () => {
    nats = await testNats();
  }, 60_000);
  afterAll(() => nats.stop());
  beforeEach(() => {
    relay = new DeletionRelay({
      natsUrl: nats.url,
      deletions: fixture.app.get(DeletionsRepository),
      logger,
      intervalMs: 50,
    });
  });
  afterEach(() => relay.stop());

  const confirm = (caller: string, removed: Record<string, string> = {}) =>
    fixture.as(caller).accounts.confirmDeletion({ accountId, removed });
  const report = () => fixture.accounts.getDeletionReport({ accountId });

  async function consume(durable: string): Promise<{ events: AccountEvent[]; stop: () => Promise<void> }> {
    const messaging = await Messaging.connect({ url: nats.url, service: 'test' });
    await ensureStreams(messaging);
    const events: AccountEvent[] = [];
    const consumer = new EventConsumer(messaging, {
      durable,
      decode: (payload) => AccountEvent.decode(payload),
      handle: async (event) => void events.push(event),
      source: { stream: accountStream, subjects: accountSubjects },
      logger,
    });
    await consumer.start();
    const stop = async (): Promise<void> => {
      await consumer.stop();
      await messaging.close();
    };
    return { events, stop };
  }

  it('are told by an event, though NATS was away when it happened, and again until all have confirmed', async () => {
    await nats.kill();
    relay.start();
    await remove();
    await nats.restart();
    const { events, stop } = await consume('storage_of_the_test');
    const mine = () => events.filter((event) => event.accountId === accountId);
    const event = await waitUntil(() => mine()[0], { timeoutMs: 20_000, what: 'the event' });
    expect(event).toMatchObject({ type: 'account.deleted', id: expect.stringMatching(/^evt_/) });

    const nextDay = async () => {
      const result = await sql`
        update account_deletions set next_publication_at = now()
        where account_id = ${accountId} and next_publication_at > now() + interval '23 hours'`.execute(
        fixture.database,
      );
      return result.numAffectedRows === 1n;
    };
    await waitUntil(nextDay, { what: 'the note that it was published' });
    await waitUntil(() => mine().length === 2, { timeoutMs: 20_000, what: 'the event, once more' });
    expect(mine()[1]).toEqual(event);

    for (const caller of ['generation', 'metering', 'storage', 'webhooks']) await confirm(caller);
    const { rows } = await sql<{ at: Date | null }>`
      select next_publication_at as at from account_deletions where account_id = ${accountId}`.execute(
      fixture.database,
    );
    expect(rows).toEqual([{ at: null }]);
    await stop();
  }, 60_000);

  it('confirm, each once, and the report says who has and what was removed', async () => {
    await remove();
    await confirm('storage', { images: '12', bytes: '34567' });
    await confirm('storage', { images: '0' });
    const first = await report();
    expect(first.complete).toBe(false);
    expect(first.confirmations.map(({ service, confirmedAt }) => [service, confirmedAt !== undefined])).toEqual([
      ['generation', false],
      ['metering', false],
      ['storage', true],
      ['webhooks', false],
    ]);
    expect(first.confirmations[2]?.removed).toEqual({ images: '12', bytes: '34567' });
    for (const caller of ['generation', 'metering', 'webhooks']) await confirm(caller);
    expect((await report()).complete).toBe(true);
  });

  it('cannot confirm what was not deleted, nor in another’s name', async () => {
    await expect(confirm('storage')).rejects.toMatchObject({ code: 'not_found' });
    await expect(report()).rejects.toMatchObject({ code: 'not_found' });
    await remove();
    await expect(confirm('gateway')).rejects.toMatchObject({ code: 'insufficient_scope' });
  });
});
