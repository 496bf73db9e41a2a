import { type LimitOverrides, PlanChangeTiming, PlanName, PlanRefusal } from '@imageai/contracts/auth';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { type AuthFixture, actor, startAuth } from './auth.fixture.js';

const starter = PlanName.PLAN_NAME_STARTER;
const professional = PlanName.PLAN_NAME_PROFESSIONAL;
const enterprise = PlanName.PLAN_NAME_ENTERPRISE;

let fixture: AuthFixture;
let accountId: string;

beforeAll(async () => {
  fixture = await startAuth();
}, 60_000);
afterAll(() => fixture.stop());
beforeEach(async () => {
  accountId = await fixture.newAccount(professional);
});

const setPlan = async (plan: PlanName, rest: { timing?: PlanChangeTiming; concurrency?: number } = {}) => {
  const { timing, concurrency } = rest;
  const overrides = concurrency === undefined ? undefined : { concurrency };
  return (await fixture.accounts.setPlan({ accountId, plan, timing, overrides })).account;
};
const get = async () => (await fixture.accounts.getAccount({ accountId })).account;

/** As if the month were over. */
const endMonth = () =>
  sql`update plan_changes set effective_at = now() where account_id = ${accountId}`.execute(fixture.database);

describe('a change of plan', () => {
  it('to a higher one is in force at once', async () => {
    expect(await setPlan(enterprise)).toMatchObject({ plan: enterprise, limits: { requestsPerMinute: 100 } });
    expect((await get())?.scheduledChange).toBeUndefined();
  });

  it('to a lower one waits for the next month, and is then in force for keys too without anything having run', async () => {
    const { secret } = await fixture.keys.createKey({ accountId, name: 'k', scopes: [] });
    const before = await setPlan(starter, { concurrency: 1 });
    expect(before).toMatchObject({
      plan: professional,
      limits: { requestsPerMinute: 30, concurrency: 8 },
      scheduledChange: { plan: starter, overrides: { concurrency: 1 } },
    });
    const at = before?.scheduledChange?.effectiveAt ?? new Date(0);
    const now = new Date();
    expect(at).toEqual(new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1)));

    await endMonth();
    expect(await get()).toMatchObject({ plan: starter, limits: { requestsPerMinute: 10, concurrency: 1 } });
    expect((await get())?.scheduledChange).toBeUndefined();
    expect((await fixture.auth.verifyKey({ secret })).result?.value).toMatchObject({
      plan: starter,
      limits: { imagesPerMonth: 500, concurrency: 1 },
    });
  });

  it('that came into force stays so when the account is changed afterwards', async () => {
    await setPlan(starter);
    await endMonth();
    const changed = await fixture.accounts.setOverrides({ accountId, overrides: { concurrency: 3 } });
    expect(changed.account).toMatchObject({ plan: starter, limits: { imagesPerMonth: 500, concurrency: 3 } });
  });

  it('takes the place of one that was scheduled: by another, or by staying', async () => {
    await setPlan(starter);
    expect((await setPlan(professional))?.scheduledChange).toBeUndefined();
    await setPlan(starter);
    expect(await setPlan(enterprise)).toMatchObject({ plan: enterprise });
    await setPlan(professional);
    expect((await setPlan(starter))?.scheduledChange?.plan).toBe(starter);
  });

  it('happens when the operator says, where they say', async () => {
    const later = await setPlan(enterprise, { timing: PlanChangeTiming.PLAN_CHANGE_TIMING_NEXT_MONTH });
    expect(later).toMatchObject({ plan: professional, scheduledChange: { plan: enterprise } });
    const now = await setPlan(starter, { timing: PlanChangeTiming.PLAN_CHANGE_TIMING_NOW });
    expect(now).toMatchObject({ plan: starter, limits: { maxImagesPerRequest: 1 } });
    expect(now?.scheduledChange).toBeUndefined();
  });
});

describe('the next month begins', () => {
  it.each([
    ['2026-01-31T23:59:59.999Z', '2026-02-01T00:00:00Z'],
    ['2026-12-31T23:59:59.999Z', '2027-01-01T00:00:00Z'],
    ['2028-02-29T12:00:00Z', '2028-03-01T00:00:00Z'],
    ['2026-03-01T00:00:00Z', '2026-04-01T00:00:00Z'],
  ])('for %s at %s, whatever the session’s time zone', async (moment, next) => {
    for (const zone of ['UTC', 'Pacific/Kiritimati', 'America/Los_Angeles']) {
      const { rows } = await fixture.database.transaction().execute(async (transaction) => {
        await sql`select set_config('TimeZone', ${zone}, true)`.execute(transaction);
        return sql<{ next: Date }>`select next_month(${moment}::timestamptz) as next`.execute(transaction);
      });
      expect(rows[0]?.next).toEqual(new Date(next));
    }
  });
});

describe('the limits of a plan', () => {
  const planOf = async (name: PlanName) => {
    const { plans } = await fixture.accounts.listPlans({});
    return plans.find((plan) => plan.name === name);
  };
  const setLimits = (limits: LimitOverrides, expectedVersion?: number, operator = 'ada') =>
    fixture.accounts.setPlanLimits({ plan: professional, limits, expectedVersion, actor: actor('operator', operator) });

  it('are in force at once for all accounts on it but for their own, and leave its other limits alone', async () => {
    const { secret } = await fixture.keys.createKey({ accountId, name: 'k', scopes: [] });
    const other = await fixture.newAccount(professional);
    await fixture.accounts.setOverrides({ accountId: other, overrides: { concurrency: 3 } });
    const before = await planOf(professional);
    const { plan } = await setLimits({ concurrency: 16 });
    expect(plan).toEqual({
      ...before,
      limits: { ...before?.limits, concurrency: 16 },
      version: (before?.version ?? 0) + 1,
    });
    expect((await fixture.auth.verifyKey({ secret })).result?.value).toMatchObject({ limits: { concurrency: 16 } });
    const overridden = (await fixture.accounts.getAccount({ accountId: other })).account;
    expect(overridden?.limits?.concurrency).toBe(3);
  });

  it('are changed by one of two operators who looked at the same ones', async () => {
    const { version } = (await planOf(professional)) ?? {};
    const answers = await Promise.all([
      setLimits({ imagesPerMonth: 2_001 }, version),
      setLimits({ imagesPerMonth: 2_002 }, version, 'grace'),
    ]);
    const refused = answers.filter(({ refusal }) => refusal === PlanRefusal.PLAN_REFUSAL_VERSION_CONFLICT);
    const changed = answers.find(({ refusal }) => refusal === undefined);
    expect(refused).toHaveLength(1);
    expect(await planOf(professional)).toEqual(changed?.plan);
    expect(refused[0]?.plan).toEqual(changed?.plan);
  });

  it('are written down with what they were, by whom', async () => {
    await setLimits({ concurrency: 8 });
    await setLimits({ concurrency: 9 }, undefined, 'grace');
    const page = { accountId: '', actorId: '', targetId: 'professional', pageSize: 1, pageToken: '' };
    const { entries } = await fixture.audit.listAuditEntries({ ...page, action: 'plan.set_limits' });
    expect(entries[0]).toMatchObject({
      actorId: 'grace',
      details: { from: '{"concurrency":8}', to: '{"concurrency":9}' },
    });
  });

  it('are refused by name where they cannot be, or where none is given', async () => {
    await expect(setLimits({ maxImagesPerRequest: 11 })).rejects.toMatchObject({
      param: 'limits.max_images_per_request',
    });
    await expect(setLimits({ concurrency: 0 })).rejects.toMatchObject({ param: 'limits.concurrency' });
    await expect(setLimits({})).rejects.toMatchObject({ param: 'limits' });
    const noPlan = { plan: PlanName.PLAN_NAME_UNSPECIFIED, limits: { concurrency: 1 } };
    await expect(fixture.accounts.setPlanLimits(noPlan)).rejects.toMatchObject({ param: 'plan' });
  });
});
