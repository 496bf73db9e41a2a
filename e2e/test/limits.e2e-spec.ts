import { waitUntil } from '@imageai/testing';
import { expect, it } from '@jest/globals';
import { describeWithOperator, newAccount, operator } from '../src/index.js';

const small = { prompt: 'a', width: 512, height: 512, num_inference_steps: 1 };
const unlimited = { requestsPerMinute: 100_000 };

describeWithOperator('the minute', () => {
  it.each([
    ['starter', 10],
    ['professional', 30],
    ['enterprise', 100],
  ] as const)('of %s admits %i of many at once, refused ones counted too', async (plan, limit) => {
    const { client } = await newAccount(plan, { limits: {} });
    const answers = await Promise.all(Array.from({ length: limit + 15 }, () => client.generate({})));
    expect(answers.filter(({ status }) => status === 400)).toHaveLength(limit);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(15);
  });

  it('is told in the headers of every answer, and counts down', async () => {
    const { client } = await newAccount('starter', { limits: {} });
    const first = await client.generate(small);
    expect(first.status).toBe(200);
    expect(Object.fromEntries(first.headers)).toMatchObject({
      'x-ratelimit-limit-requests': '10',
      'x-ratelimit-remaining-requests': '9',
      'x-ratelimit-reset-requests': expect.stringMatching(/^(60|5\d)s$/),
      'x-ratelimit-limit-images': '500',
      'x-ratelimit-remaining-images': '499',
      'x-ratelimit-reset-images': expect.stringMatching(/^\d+s$/),
      'ratelimit-policy': '"rpm";q=10;w=60',
      ratelimit: expect.stringMatching(/^"rpm";r=9;t=\d+$/),
    });
    const second = await client.generate({ prompt: 'a', width: 1 });
    expect([second.status, second.headers.get('x-ratelimit-remaining-requests')]).toEqual([400, '8']);
    const third = await client.generate({ prompt: 'a', n: 2 });
    expect([third.status, third.headers.get('x-ratelimit-remaining-requests')]).toEqual([403, '7']);
    expect(third.headers.get('x-ratelimit-remaining-images')).toBe('499');
  });

  it('when used up answers rate_limit_exceeded before any other fault, and says when to come back', async () => {
    const { client } = await newAccount('starter', { limits: {} });
    for (let request = 0; request < 10; request++) await client.generate({});
    for (const body of [small, {}, 'not JSON', { ...small, n: 4 }]) {
      const { status, headers, error } = await client.generate(body);
      expect([status, error.type, error.code]).toEqual([429, 'rate_limit_exceeded', 'rate_limit_exceeded']);
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
      expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(60);
      expect(headers.get('x-ratelimit-remaining-requests')).toBe('0');
    }
  });
});

describeWithOperator('the month', () => {
  it('is reserved all or nothing, and told apart from the minute', async () => {
    const { id, client } = await newAccount('professional', { limits: { ...unlimited, imagesPerMonth: 3 } });
    expect((await client.generate({ ...small, n: 2 })).headers.get('x-ratelimit-remaining-images')).toBe('1');
    const { status, headers, error } = await client.generate({ ...small, n: 2 });
    expect([status, error.code, headers.get('x-should-retry')]).toEqual([429, 'monthly_quota_exceeded', 'false']);
    expect((await client.generate({ prompt: '' })).error.code).toBe('parameter_missing');
    expect((await client.generate(small)).status).toBe(200);
    expect((await client.generate(small)).status).toBe(429);
    const used = await waitUntil(async () => {
      const { balance } = await operator.usage.getBalance({ accountId: id, month: '' });
      return balance?.reserved === 0 && balance;
    });
    expect(used).toMatchObject({ used: 3, reserved: 0 });
  });

  it('of seven images gives exactly seven to twenty requests at once', async () => {
    const { id, client } = await newAccount('enterprise', { limits: { ...unlimited, imagesPerMonth: 7 } });
    const answers = await Promise.all(Array.from({ length: 20 }, () => client.generate(small)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(7);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(13);
    expect(await operator.imagesOf(id)).toHaveLength(7);
  });
});
