import { accountResource, errorEnvelope, newId, usageReport } from '@imageai/api';
import { PlanName } from '@imageai/contracts/auth';
import { UsageBucket, UsageGrouping } from '@imageai/contracts/metering';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Answer, type Fixture, startFixture } from './gateway-fixture.js';

let api: Fixture;
let key: string;
const accountId = newId('acct');
beforeAll(async () => {
  api = await startFixture();
});
afterAll(async () => api.stop());
beforeEach(() => {
  key = api.key({ accountId });
  api.metering.usageAsked.length = 0;
  api.metering.away = false;
  api.auth.account = {};
  api.metering.periods = [
    {
      start: new Date('2026-11-01T00:00:00Z'),
      end: new Date('2026-11-02T00:00:00Z'),
      sums: { images: 9, givenBack: 1, requests: 4 },
      groups: [{ name: 'sketch', sums: { images: 9, givenBack: 1, requests: 4 } }],
    },
  ];
});

const faultOf = ({ status, body }: Answer) => {
  const { code, param } = errorEnvelope.parse(body).error;
  return [status, code, param];
};

describe('GET /api/usage', () => {
  it('answers what metering has of the key’s account, grouped as asked', async () => {
    const { status, body } = await api.get(key, '/api/usage?start=2026-11-01&end=2026-11-02&group_by=style');
    expect(status).toBe(200);
    expect(usageReport.parse(body)).toEqual({
      start: '2026-11-01T00:00:00.000Z',
      end: '2026-11-02T00:00:00.000Z',
      bucket: 'day',
      group_by: 'style',
      total: { images: 9, images_given_back: 1, requests: 4 },
      data: [
        {
          start: '2026-11-01T00:00:00.000Z',
          end: '2026-11-02T00:00:00.000Z',
          images: 9,
          images_given_back: 1,
          requests: 4,
          groups: [{ name: 'sketch', images: 9, images_given_back: 1, requests: 4 }],
        },
      ],
    });
    expect(api.metering.usageAsked).toEqual([
      {
        accountId,
        start: new Date('2026-11-01T00:00:00Z'),
        end: new Date('2026-11-02T00:00:00Z'),
        bucket: UsageBucket.USAGE_BUCKET_DAY,
        groupBy: UsageGrouping.USAGE_GROUPING_STYLE,
      },
    ]);
  });

  it('is the current month of UTC so far where nothing is asked for', async () => {
    const before = new Date();
    const { body } = await api.get(key, '/api/usage');
    expect(usageReport.parse(body)).toMatchObject({ group_by: null, data: [{ groups: null }] });
    const { start, end, groupBy } = api.metering.usageAsked[0] ?? {};
    expect(groupBy).toBe(UsageGrouping.USAGE_GROUPING_UNSPECIFIED);
    expect(end?.getTime()).toBeGreaterThanOrEqual(before.getTime());
    expect(start?.toISOString()).toBe(`${end?.toISOString().slice(0, 7)}-01T00:00:00.000Z`);
  });

  it('takes times with a zone', async () => {
    await api.get(key, '/api/usage?start=2026-11-01T00:00:00%2B05:30&end=2026-11-01T12:30:00.5Z&bucket=month');
    expect(api.metering.usageAsked[0]).toMatchObject({
      start: new Date('2026-10-31T18:30:00Z'),
      end: new Date('2026-11-01T12:30:00.500Z'),
      bucket: UsageBucket.USAGE_BUCKET_MONTH,
    });
  });

  it.each([
    ['start=yesterday', 'start'],
    ['start=2026-02-30', 'start'],
    ['start=2027-02-29', 'start'],
    ['start=2026-11-01T12:00:00', 'start'],
    ['start=1999-12-31', 'start'],
    ['end=9999-12-31', 'end'],
    ['end=2026-11-01&end=2026-11-02', 'end'],
    ['bucket=week', 'bucket'],
    ['group_by=account', 'group_by'],
    // What metering refuses is said as the API says it.
    ['bucket=hour&start=2026-01-01', 'end'],
  ])('refuses %s with 400 and the parameter', async (query, param) => {
    const answer = await api.get(key, `/api/usage?${query}`);
    expect(faultOf(answer)).toEqual([400, 'parameter_invalid', param]);
    expect(errorEnvelope.parse(answer.body).error.message).toMatch(/^Invalid parameter: \w+ must be/);
  });

  it('refuses a parameter that is not known', async () => {
    expect(faultOf(await api.get(key, '/api/usage?groupby=key'))).toEqual([400, 'parameter_unknown', 'groupby']);
  });

  it('answers 503 while metering is away', async () => {
    api.metering.away = true;
    expect(faultOf(await api.get(key, '/api/usage'))).toEqual([503, 'unavailable', null]);
  });
});

describe('GET /api/account', () => {
  it('answers plan, limits and what is left, and asks in the name of the key', async () => {
    const { status, body } = await api.get(key, '/api/account');
    expect(status).toBe(200);
    expect(accountResource.parse(body)).toEqual({
      id: accountId,
      name: 'The shop',
      plan: 'professional',
      suspended: false,
      limits: {
        requests_per_minute: 30,
        images_per_month: 2000,
        concurrency: 8,
        max_images_per_request: 10,
        retention_days: 30,
      },
      month: { images_used: 7, images_reserved: 3, images_remaining: 1990, resets_at: '2999-12-01T00:00:00.000Z' },
      minute: { requests_remaining: 12, resets_in_ms: 40_200 },
      scheduled_change: null,
      private_images: false,
      omit_parameters: false,
      created_at: '2026-01-15T12:00:00.000Z',
    });
    const actor = { who: { $case: 'keyId', value: 'key_1' }, address: '127.0.0.1' };
    expect(api.auth.asked.at(-1)).toEqual({ accountId, actor });
  });

  it('shows a change of plan that is to come', async () => {
    const effectiveAt = new Date('2026-12-01T00:00:00Z');
    api.auth.account = {
      suspended: true,
      scheduledChange: { plan: PlanName.PLAN_NAME_STARTER, effectiveAt },
    };
    const { body } = await api.get(key, '/api/account');
    expect(accountResource.parse(body)).toMatchObject({
      suspended: true,
      scheduled_change: { plan: 'starter', effective_at: effectiveAt.toISOString() },
    });
  });

  it('answers 401 to a key that was revoked since it was verified', async () => {
    await api.get(key, '/api/account');
    api.auth.revoked = true;
    expect(faultOf(await api.get(key, '/api/account'))).toEqual([401, 'invalid_api_key', null]);
    api.auth.revoked = false;
  });

  it('tells nothing of the owner’s address', async () => {
    expect(JSON.stringify((await api.get(key, '/api/account')).body)).not.toContain('shop.example');
  });
});
