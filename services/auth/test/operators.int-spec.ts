import { AccountRefusal, type ListAccountsRequest, PlanName } from '@imageai/contracts/auth';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type AuthFixture, actor, startAuth } from './auth.fixture.js';

let fixture: AuthFixture;

beforeAll(async () => {
  fixture = await startAuth();
}, 60_000);
afterAll(() => fixture.stop());

const enterprise = PlanName.PLAN_NAME_ENTERPRISE;
const version = async (accountId: string) => (await fixture.accounts.getAccount({ accountId })).account?.version ?? 0;

describe('two operators who change one account', () => {
  it('do not lose each other’s change: the second is told, with the account as it stands', async () => {
    const accountId = await fixture.newAccount();
    const expectedVersion = await version(accountId);
    const first = await fixture.accounts.setOverrides({
      accountId,
      expectedVersion,
      overrides: { concurrency: 5 },
      actor: actor('operator', 'ada'),
    });
    expect(first.refusal).toBeUndefined();
    const second = await fixture.accounts.setPlan({
      accountId,
      expectedVersion,
      plan: enterprise,
      overrides: undefined,
      actor: actor('operator', 'grace'),
    });
    expect(second.refusal).toBe(AccountRefusal.ACCOUNT_REFUSAL_VERSION_CONFLICT);
    expect(second.account).toEqual(first.account);
    const log = await fixture.audit.listAuditEntries({
      accountId,
      action: 'account.',
      actorId: '',
      targetId: '',
      pageSize: 0,
      pageToken: '',
    });
    expect(log.entries.map(({ action, actorId }) => [action, actorId])).toEqual([
      ['account.set_overrides', 'ada'],
      ['account.create', 'operator'],
    ]);
  });

  it('win one at a time when ten change it at once', async () => {
    const accountId = await fixture.newAccount();
    const expectedVersion = await version(accountId);
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        fixture.accounts.setOverrides({ accountId, expectedVersion, overrides: { concurrency: index + 1 } }),
      ),
    );
    const won = answers.filter(({ refusal }) => refusal === undefined);
    expect(won).toHaveLength(1);
    const { account } = await fixture.accounts.getAccount({ accountId });
    expect(account).toMatchObject({ version: expectedVersion + 1, overrides: won[0]?.account?.overrides });
  });
});

describe('the list of accounts', () => {
  const all: ListAccountsRequest = { query: '', withDeleted: false, pageSize: 0, pageToken: '' };

  it('is paged newest first without a gap', async () => {
    for (let made = 0; made < 5; made++) await fixture.newAccount();
    const whole = (await fixture.accounts.listAccounts({ ...all, pageSize: 200 })).accounts.map(({ id }) => id);
    expect(whole).toEqual([...whole].sort().reverse());
    const paged: string[] = [];
    let pageToken = '';
    do {
      const page = await fixture.accounts.listAccounts({ ...all, pageSize: 2, pageToken });
      paged.push(...page.accounts.map(({ id }) => id));
      pageToken = page.nextPageToken;
    } while (pageToken !== '');
    expect(paged).toEqual(whole);
  });

  it('is searched by name, address and id, by plan and by suspension, and % means itself', async () => {
    const email = 'Needle.In@haystack.example';
    const { account } = await fixture.accounts.createAccount({ name: 'Straw 100%', email, plan: enterprise });
    const id = account?.id ?? '';
    const found = async (filter: Partial<ListAccountsRequest>) =>
      (await fixture.accounts.listAccounts({ ...all, ...filter })).accounts.map((one) => one.id);
    for (const query of ['needle', 'straw', 'haystack.EXAMPLE', id.slice(-10), '0%']) {
      expect(await found({ query })).toEqual([id]);
    }
    expect(await found({ query: 'n%dle' })).toEqual([]);
    expect(await found({ plan: enterprise, query: 'needle' })).toEqual([id]);
    expect(await found({ plan: PlanName.PLAN_NAME_STARTER, query: 'needle' })).toEqual([]);
    expect(await found({ suspended: true })).toEqual([]);
    await fixture.accounts.setSuspended({ accountId: id, suspended: true });
    expect(await found({ suspended: true })).toEqual([id]);
  });
});
