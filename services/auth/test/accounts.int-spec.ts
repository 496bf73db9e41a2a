import { newId } from '@imageai/api';
import { AccountRefusal, PlanName, QueueLane } from '@imageai/contracts/auth';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type AuthFixture, startAuth } from './auth.fixture.js';

let fixture: AuthFixture;

beforeAll(async () => {
  fixture = await startAuth();
}, 60_000);
afterAll(() => fixture.stop());

const request = { name: 'Ada', email: 'Ada@Example.com', plan: PlanName.PLAN_NAME_STARTER };

describe('plans', () => {
  it('have the numbers of the public contract', async () => {
    const { plans } = await fixture.accounts.listPlans({});
    const numbers = plans.map(({ name, limits }) => [name, ...Object.values(limits ?? {})]);
    expect(numbers).toEqual([
      [PlanName.PLAN_NAME_STARTER, 10, 500, 2, 1, 30, QueueLane.QUEUE_LANE_STARTER],
      [PlanName.PLAN_NAME_PROFESSIONAL, 30, 2_000, 8, 10, 30, QueueLane.QUEUE_LANE_PROFESSIONAL],
      [PlanName.PLAN_NAME_ENTERPRISE, 100, 5_000, 32, 10, 365, QueueLane.QUEUE_LANE_ENTERPRISE],
    ]);
  });
});

describe('an account', () => {
  it('is made once for an e-mail address, whatever its case, and returned as it stands', async () => {
    const first = await fixture.accounts.createAccount(request);
    const again = await fixture.accounts.createAccount({
      name: 'Other',
      email: ' ada@example.COM ',
      plan: PlanName.PLAN_NAME_ENTERPRISE,
    });
    expect(again).toEqual(first);
    expect(first.account).toMatchObject({
      name: 'Ada',
      email: 'Ada@Example.com',
      plan: request.plan,
      suspended: false,
    });
    expect((await fixture.accounts.getAccount({ accountId: first.account?.id ?? '' })).account).toEqual(first.account);
  });

  it('is made once when 20 ask at once', async () => {
    const asked = Array.from({ length: 20 }, () =>
      fixture.accounts.createAccount({ ...request, email: 'twenty@example.com' }),
    );
    expect(new Set((await Promise.all(asked)).map(({ account }) => account?.id)).size).toBe(1);
  });

  it('has its plan’s limits, with its own overrides, until they are taken back', async () => {
    const accountId = await fixture.newAccount();
    const plan = PlanName.PLAN_NAME_ENTERPRISE;
    const lane = QueueLane.QUEUE_LANE_PROFESSIONAL;
    const set = await fixture.accounts.setPlan({
      accountId,
      plan,
      overrides: { imagesPerMonth: 50_000, concurrency: 64, lane },
    });
    expect(set.account).toMatchObject({
      plan,
      limits: {
        requestsPerMinute: 100,
        imagesPerMonth: 50_000,
        concurrency: 64,
        maxImagesPerRequest: 10,
        retentionDays: 365,
        lane,
      },
      overrides: { imagesPerMonth: 50_000, concurrency: 64, lane },
    });
    const reset = await fixture.accounts.setPlan({ accountId, plan, overrides: { concurrency: 40 } });
    expect(reset.account?.limits).toMatchObject({
      imagesPerMonth: 5_000,
      concurrency: 40,
      lane: QueueLane.QUEUE_LANE_ENTERPRISE,
    });
    const bare = await fixture.accounts.setOverrides({ accountId, overrides: undefined });
    expect(bare.account).toMatchObject({ plan, limits: { imagesPerMonth: 5_000, concurrency: 32 } });
    expect(bare.account?.overrides).toBeUndefined();
  });

  it('whose images are to be private says so with every key, and in the audit log who wanted it', async () => {
    const accountId = await fixture.newAccount();
    const { secret } = await fixture.keys.createKey({ accountId, name: 'k', scopes: ['generate'] });
    const verified = async () => (await fixture.auth.verifyKey({ secret })).result?.value;
    expect(await verified()).toMatchObject({ privateImages: false });
    const { account } = await fixture.accounts.setImageSettings({ accountId, privateImages: true });
    expect([account?.privateImages, account?.version]).toEqual([true, 2]);
    expect(await verified()).toMatchObject({ privateImages: true, omitParameters: false });
    const stale = await fixture.accounts.setImageSettings({ accountId, privateImages: false, expectedVersion: 1 });
    expect([stale.refusal, stale.account?.privateImages]).toEqual([
      AccountRefusal.ACCOUNT_REFUSAL_VERSION_CONFLICT,
      true,
    ]);
  });

  it('that wants no parameters in its files says so with every key, and what was not named stays', async () => {
    const accountId = await fixture.newAccount();
    const { secret } = await fixture.keys.createKey({ accountId, name: 'k', scopes: ['generate'] });
    const set = async (settings: { privateImages?: boolean; omitParameters?: boolean }) => {
      const { account } = await fixture.accounts.setImageSettings({ accountId, ...settings });
      return [account?.privateImages, account?.omitParameters];
    };
    expect(await set({ privateImages: true })).toEqual([true, false]);
    expect(await set({ omitParameters: true })).toEqual([true, true]);
    const verified = (await fixture.auth.verifyKey({ secret })).result?.value;
    expect(verified).toMatchObject({ privateImages: true, omitParameters: true });
    expect(await set({ privateImages: false })).toEqual([false, true]);
    expect(await set({})).toEqual([false, true]);
  });

  it('is suspended and restarted, as often as asked', async () => {
    const accountId = await fixture.newAccount();
    for (const suspended of [true, true, false, false]) {
      expect((await fixture.accounts.setSuspended({ accountId, suspended })).account?.suspended).toBe(suspended);
    }
  });

  it('that is suspended says why, and no longer when it is restarted', async () => {
    const accountId = await fixture.newAccount();
    const stopped = await fixture.accounts.setSuspended({ accountId, suspended: true, reason: 'unpaid since May' });
    expect(stopped.account?.suspendedReason).toBe('unpaid since May');
    const restarted = await fixture.accounts.setSuspended({ accountId, suspended: false });
    expect(restarted.account?.suspendedReason).toBeUndefined();
  });

  it('that does not exist is not_found', async () => {
    for (const accountId of ['', 'x', "' or 1=1", 'acct_\u0000', newId('acct'), newId('key')]) {
      await expect(fixture.accounts.getAccount({ accountId })).rejects.toMatchObject({ code: 'not_found' });
      await expect(fixture.accounts.setSuspended({ accountId, suspended: true })).rejects.toMatchObject({
        code: 'not_found',
      });
      await expect(
        fixture.accounts.setPlan({ accountId, plan: PlanName.PLAN_NAME_STARTER, overrides: undefined }),
      ).rejects.toMatchObject({ code: 'not_found' });
    }
  });
});

describe('bad arguments', () => {
  it.each([
    ['name', { name: ' ' }],
    ['name', { name: 'x'.repeat(201) }],
    ['name', { name: 'a\u0000b' }],
    ['email', { email: 'nobody' }],
    ['email', { email: 'a b@example.com' }],
    ['email', { email: `${'x'.repeat(250)}@example.com` }],
    ['plan', { plan: PlanName.PLAN_NAME_UNSPECIFIED }],
  ])('a wrong %s is parameter_invalid: %j', async (param, bad) => {
    await expect(fixture.accounts.createAccount({ ...request, ...bad })).rejects.toMatchObject({
      code: 'parameter_invalid',
      param,
    });
  });

  it.each([
    ['overrides.concurrency', { concurrency: 0 }],
    ['overrides.max_images_per_request', { maxImagesPerRequest: 11 }],
    ['overrides.images_per_month', { imagesPerMonth: 4_000_000_000 }],
  ])('an override out of range is parameter_invalid and changes nothing: %s', async (param, overrides) => {
    const accountId = await fixture.newAccount();
    const plan = PlanName.PLAN_NAME_ENTERPRISE;
    await expect(fixture.accounts.setPlan({ accountId, plan, overrides })).rejects.toMatchObject({
      code: 'parameter_invalid',
      param,
    });
    expect((await fixture.accounts.getAccount({ accountId })).account?.plan).toBe(PlanName.PLAN_NAME_PROFESSIONAL);
  });
});
