import { newApiKey, newId, type Route } from '@imageai/api';
import { adminRoutes } from '@imageai/api/admin';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { configSchema } from '../src/config.js';
import { type AdminFixture, ada, grace, startAdminFixture } from './admin-fixture.js';
import { deadImageId } from './fake-operator-work.js';
import { type Answer, startFixture } from './gateway-fixture.js';

let admin: AdminFixture;
beforeAll(async () => {
  admin = await startAdminFixture();
}, 60_000);
afterAll(() => admin.stop());
beforeEach(() => {
  admin.services.asked.length = 0;
  admin.services.accounts.clear();
  admin.services.auditAway = false;
});

const described: readonly Route[] = adminRoutes;
const names = described.map((route) => [`${route.method} ${route.path}`, route] as const);
const codeOf = ({ status, body }: Answer) => [status, (body.error as { code: string } | undefined)?.code];
const messageOf = ({ body }: Answer) => (body.error as { message: string }).message;
const byAda = { who: { $case: 'operator', value: 'ada' }, address: '127.0.0.1' };

describe.each(names)('%s', (_name, route) => {
  const pathOf = (accountId: string) =>
    route.path
      .replace('{id}', accountId)
      .replace('{key_id}', newId('key'))
      .replace('{image_id}', deadImageId)
      .replace('{name}', 'professional');
  const body = Object.values(route.bodyExamples ?? {})[0]?.value;

  it('answers 401 without an operator’s token, with a wrong one, and with an API key', async () => {
    for (const token of ['', 'nonsense', newApiKey(), `${ada}x`]) {
      const answer = await admin.ask(route.method.toUpperCase(), pathOf('acct_x'), { token, body });
      expect(codeOf(answer)).toEqual([401, 'invalid_operator_token']);
    }
    expect(admin.services.asked).toEqual([]);
  });

  it('answers an operator as it is described', async () => {
    const deleted = route.path.endsWith('/deletion') ? { deletedAt: new Date() } : {};
    const { id } = admin.services.newAccount(deleted);
    const sent = body === undefined || !('account_id' in (body as object)) ? body : { ...body, account_id: id };
    const answer = await admin.change(route.method.toUpperCase(), pathOf(id), '*', { body: sent });
    const answered = route.answers[answer.status];
    expect([answer.status, answered !== undefined]).toEqual([answer.status, true]);
    expect(answered?.body?.parse(answer.body)).toBeDefined();
  });
});

describe('the operators’ port', () => {
  it('has its own routes and no others', async () => {
    for (const path of ['/admin/nothing', '/api/account', '/livez', '/metrics', '/docs']) {
      expect(codeOf(await admin.ask('GET', path))).toEqual([404, 'not_found']);
    }
    expect(codeOf(await admin.ask('POST', '/admin/queue'))).toEqual([405, 'method_not_allowed']);
  });

  it('is not the public one, on which nothing of it can be reached', async () => {
    const api = await startFixture();
    try {
      for (const authorization of [`Bearer ${ada}`, `Bearer ${api.key({ scopes: ['manage'] })}`]) {
        expect((await api.request('/admin/accounts', { headers: { authorization } })).status).toBe(404);
      }
      expect(api.gateway.adminPort).toBeUndefined();
    } finally {
      await api.stop();
    }
  });

  it('has a document of its own, OpenAPI 3.1 without a complaint of the linter, with every route and no other', async () => {
    const { body: document } = await admin.ask('GET', '/admin/openapi.json');
    const inDocument = Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
      Object.keys(methods as object).map((method) => `${method} ${path}`),
    );
    expect(inDocument.sort()).toEqual(names.map(([name]) => name).sort());
    const config = await createConfig({ extends: ['recommended-strict'] });
    const problems = await lintFromString({ source: JSON.stringify(document), config });
    expect(problems.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer])).toEqual([]);
  });

  it('does not open half configured', () => {
    const images = { CDN_URL: 'http://c.example', IMAGE_URL_KEYS: 'a1'.repeat(32) };
    const settings = { HEALTH_PORT: 1, HTTP_PORT: 1, SERVICE_TOKEN: 'x'.repeat(16), ...images };
    const peers = ['AUTH', 'METERING', 'GENERATION', 'STORAGE', 'WEBHOOKS'];
    const addresses = Object.fromEntries(peers.map((peer) => [`${peer}_ADDRESS`, 'localhost:1']));
    const parsed = configSchema.safeParse({ ...settings, ...addresses, ADMIN_PORT: 1 });
    expect(parsed.error?.issues.map(({ path }) => path[0])).toEqual(['ADMIN_TOKEN_HASHES', 'OPERATOR_SERVICE_TOKEN']);
  });

  it('says whose token it is', async () => {
    expect((await admin.ask('GET', '/admin/operator', { token: grace })).body).toEqual({ name: 'grace' });
  });

  it('answers 503 while a service is away, and nothing of what the service said', async () => {
    await admin.server.down();
    for (const path of ['/admin/accounts', '/admin/queue', '/admin/audit']) {
      expect(codeOf(await admin.ask('GET', path))).toEqual([503, 'unavailable']);
    }
    await admin.server.up();
  });
});

describe('accounts', () => {
  it('are searched by everything that is asked for', async () => {
    admin.services.newAccount();
    const query = 'query=Shop&plan=professional&suspended=false&with_deleted=true&limit=7&cursor=acct_0';
    const { body } = await admin.ask('GET', `/admin/accounts?${query}`);
    expect([(body.data as unknown[]).length, body.has_more, body.next_cursor]).toEqual([1, true, 'next']);
    expect(admin.services.last('listAccounts')).toMatchObject({
      query: 'Shop',
      plan: 'PLAN_NAME_PROFESSIONAL',
      suspended: false,
      withDeleted: true,
      pageSize: 7,
      pageToken: 'acct_0',
      actor: byAda,
    });
    expect(codeOf(await admin.ask('GET', '/admin/accounts?suspended=perhaps'))).toEqual([400, 'parameter_invalid']);
  });

  it('that are changed by two operators at once are changed by the one who was faster; the other is told so', async () => {
    const { id } = admin.services.newAccount();
    const seen = await admin.ask('GET', `/admin/accounts/${id}`);
    expect(seen.headers.get('etag')).toBe('"3"');
    const path = `/admin/accounts/${id}/overrides`;
    const [first, second] = await Promise.all([
      admin.change('PUT', path, 3, { body: { concurrency: 16 } }),
      admin.change('PUT', path, 3, { body: { concurrency: 32 }, token: grace }),
    ]);
    const [won, lost] = first.status === 200 ? [first, second] : [second, first];
    expect([won.status, won.headers.get('etag')]).toEqual([200, '"4"']);
    expect(codeOf(lost)).toEqual([412, 'version_conflict']);
    expect(messageOf(lost)).toBe(
      'The account was changed since you looked at it, and is at version 4 now: look again, and decide anew.',
    );
    expect((await admin.ask('GET', `/admin/accounts/${id}`)).body.overrides).toEqual(won.body.overrides);
    const again = await admin.change('PUT', path, 4, { body: { concurrency: 32 }, token: grace });
    expect([again.status, again.body.overrides]).toEqual([200, { concurrency: 32 }]);
  });

  it.each([
    ['PUT', '/plan', { plan: 'enterprise' }],
    ['PUT', '/overrides', {}],
    ['DELETE', '', undefined],
  ])('are not changed by %s %s without saying which version was looked at', async (method, end, body) => {
    const { id } = admin.services.newAccount();
    const path = `/admin/accounts/${id}${end}`;
    expect(codeOf(await admin.ask(method, path, { body }))).toEqual([428, 'version_required']);
    const headers = { 'if-match': 'three' };
    expect(codeOf(await admin.ask(method, path, { body, headers }))).toEqual([400, 'parameter_invalid']);
    expect(codeOf(await admin.change(method, path, 2, { body }))).toEqual([412, 'version_conflict']);
    expect(admin.services.find(id).version).toBe(3);
    expect((await admin.change(method, path, 3, { body })).status).toBeLessThan(300);
  });

  it('make private images from when an operator says so, at the version that was looked at where one is named', async () => {
    const { id } = admin.services.newAccount();
    const path = `/admin/accounts/${id}`;
    const body = { private_images: true };
    expect((await admin.ask('PATCH', path, { body })).body.private_images).toBe(true);
    expect(admin.services.last('setImageSettings')).toMatchObject({ accountId: id, privateImages: true });
    expect(codeOf(await admin.change('PATCH', path, 3, { body }))).toEqual([412, 'version_conflict']);
  });

  it('keep what is their own on another plan, unless the operator says otherwise', async () => {
    const { id } = admin.services.newAccount({ overrides: { imagesPerMonth: 9000 } });
    const path = `/admin/accounts/${id}/plan`;
    const kept = await admin.change('PUT', path, 3, { body: { plan: 'enterprise' } });
    expect([kept.body.plan, kept.body.overrides]).toEqual(['enterprise', { images_per_month: 9000 }]);
    const body = { plan: 'starter', effective: 'next_month', keep_overrides: false };
    expect((await admin.change('PUT', path, 4, { body })).body.overrides).toEqual({});
    expect(admin.services.last('setPlan')).toMatchObject({
      expectedVersion: 4,
      timing: 'PLAN_CHANGE_TIMING_NEXT_MONTH',
      actor: byAda,
    });
  });

  it('are put on a plan as they were when they were looked at, also by "*"', async () => {
    const { id } = admin.services.newAccount();
    await admin.change('PUT', `/admin/accounts/${id}/plan`, '*', { body: { plan: 'enterprise' } });
    expect(admin.services.last('setPlan')).toMatchObject({ expectedVersion: 3 });
  });

  it('are stopped at once, without a look, and go on again', async () => {
    const { id } = admin.services.newAccount();
    const stopped = await admin.ask('POST', `/admin/accounts/${id}/suspend`, { body: { reason: 'Unpaid.' } });
    expect(stopped.body).toMatchObject({ suspended: true, suspended_reason: 'Unpaid.', version: 4 });
    expect(codeOf(await admin.change('POST', `/admin/accounts/${id}/reinstate`, 3))).toEqual([412, 'version_conflict']);
    const goesOn = await admin.ask('POST', `/admin/accounts/${id}/reinstate`, { token: grace });
    expect(goesOn.body).toMatchObject({ suspended: false, suspended_reason: null });
    expect(admin.services.last('setSuspended')).toMatchObject({ actor: { who: { value: 'grace' } } });
  });

  it('are deleted once, and the report says who has removed what', async () => {
    const { id } = admin.services.newAccount();
    expect(codeOf(await admin.ask('GET', `/admin/accounts/${id}/deletion`))).toEqual([404, 'not_found']);
    expect((await admin.change('DELETE', `/admin/accounts/${id}`, 3)).status).toBe(202);
    const again = await admin.change('DELETE', `/admin/accounts/${id}`, '*');
    expect([codeOf(again), messageOf(again)]).toEqual([[409, 'conflict'], 'The account is deleted.']);
    const { body } = await admin.ask('GET', `/admin/accounts/${id}/deletion`);
    expect(body).toMatchObject({ account_id: id, complete: false });
    expect(body.services).toEqual([
      { name: 'storage', confirmed_at: '2026-01-15T12:00:00.000Z', removed: { images: '12' } },
      { name: 'webhooks', confirmed_at: null, removed: {} },
    ]);
  });

  it('that are not there are 404, whatever is asked of them', async () => {
    for (const id of [newId('acct'), 'x', '..']) {
      const base = `/admin/accounts/${encodeURIComponent(id)}`;
      for (const path of [base, `${base}/keys`, `${base}/usage`, `${base}/ledger`]) {
        expect((await admin.ask('GET', path)).status).toBe(404);
      }
    }
  });
});

describe('plans', () => {
  it('are data: an operator changes a limit, another who did not see it is told so', async () => {
    const { body } = await admin.ask('GET', '/admin/plans');
    const [{ version }] = body.data as [{ version: number }];
    const changed = await admin.change('PATCH', '/admin/plans/professional', version, { body: { concurrency: 16 } });
    expect(changed.body).toMatchObject({ limits: { concurrency: 16, images_per_month: 2000 }, version: version + 1 });
    const late = await admin.change('PATCH', '/admin/plans/professional', version, { body: { concurrency: 4 } });
    expect([codeOf(late), messageOf(late)]).toEqual([
      [412, 'version_conflict'],
      expect.stringContaining('The plan was changed'),
    ]);
    expect(codeOf(await admin.ask('PATCH', '/admin/plans/professional', { body: {} }))).toEqual([
      428,
      'version_required',
    ]);
    expect(codeOf(await admin.change('PATCH', '/admin/plans/gold', 1, { body: {} }))).toEqual([404, 'not_found']);
  });

  it.each([
    [{ concurrency: 0 }, 'concurrency'],
    [{ max_images_per_request: 11 }, 'max_images_per_request'],
    [{ lane: 'fast' }, 'lane'],
    [{ concurency: 1 }, 'concurency'],
  ])('do not become %j', async (body, param) => {
    const answer = await admin.change('PATCH', '/admin/plans/starter', '*', { body });
    expect([answer.status, (answer.body.error as { param: string }).param]).toEqual([400, param]);
  });
});

describe('keys', () => {
  it('are seen and ended in the operator’s name, by id or by their text', async () => {
    const { id } = admin.services.newAccount();
    const keyId = newId('key');
    await admin.ask('DELETE', `/admin/accounts/${id}/keys/${keyId}`, { token: grace });
    expect(admin.services.last('revokeKey')).toMatchObject({
      accountId: id,
      keyId,
      actor: { who: { value: 'grace' } },
    });
    expect(codeOf(await admin.ask('DELETE', `/admin/accounts/${id}/keys/x`))).toEqual([404, 'not_found']);
    const secret = newApiKey();
    const reported = await admin.ask('POST', '/admin/keys/report', { body: { key: secret, found_at: 'a log' } });
    expect(reported.body).toEqual({ result: 'revoked' });
    expect(admin.services.last('revokeByText')).toMatchObject({ secret, foundAt: 'a log', actor: byAda });
  });
});

describe('the books', () => {
  it('are rebuilt after the audit log has it, and not where it has not', async () => {
    const { id } = admin.services.newAccount();
    const body = { account_id: id, month: '2026-01' };
    const { body: rebuilt } = await admin.ask('POST', '/admin/books/rebuild', { body });
    expect(rebuilt).toMatchObject({
      balance: { before: { images_used: 9 }, after: { images_used: 7 } },
      wrong_rows: 2,
    });
    expect(admin.services.asked.map(({ name }) => name)).toEqual(['recordAct', 'rebuildBalance', 'rebuildUsage']);
    expect(admin.services.last('recordAct')).toMatchObject({
      action: 'books.rebuild',
      accountId: id,
      targetId: '2026-01',
      actor: byAda,
    });
    admin.services.asked.length = 0;
    admin.services.auditAway = true;
    expect(codeOf(await admin.ask('POST', '/admin/books/rebuild', { body }))).toEqual([503, 'unavailable']);
    expect(admin.services.asked).toEqual([]);
  });

  it('are checked for a month, or for the latest two', async () => {
    await admin.ask('POST', '/admin/books/check', { body: { month: '2026-01' } });
    expect(admin.services.last('checkBooks')).toEqual({ month: '2026-01' });
    const { status, body } = await admin.ask('POST', '/admin/books/check');
    expect(status).toBe(200);
    expect(body.differences).toMatchObject([
      { what: 'balance.used', key_id: null },
      { what: 'key_balance', key_id: 'key_1' },
    ]);
    expect(admin.services.last('checkBooks')).toEqual({ month: '' });
    for (const month of ['2026-13', '26-01', 'x']) {
      expect(codeOf(await admin.ask('POST', '/admin/books/check', { body: { month } }))).toEqual([
        400,
        'parameter_invalid',
      ]);
    }
  });

  it('show a month of an account, page by page', async () => {
    const { id } = admin.services.newAccount();
    const { body } = await admin.ask('GET', `/admin/accounts/${id}/ledger?month=2026-01&limit=1`);
    expect(body).toMatchObject({ has_more: true, next_cursor: 'next' });
    expect(body.data).toMatchObject([{ kind: 'reserved', images: 2, image_id: null, reason: null }]);
    const wrong = await admin.ask('GET', `/admin/accounts/${id}/ledger?cursor=x`);
    expect([wrong.status, (wrong.body.error as { param: string }).param]).toEqual([400, 'cursor']);
  });
});

describe('work', () => {
  it('that failed for good is made again, after the audit log has it', async () => {
    const answer = await admin.ask('POST', `/admin/dead-letters/${deadImageId}/retry`);
    expect([answer.status, answer.body]).toEqual([202, { generation_id: 'gen_2' }]);
    expect(admin.services.asked.map(({ name }) => name)).toEqual(['recordAct', 'requeueDeadLetter']);
    expect(admin.services.last('recordAct')).toMatchObject({ action: 'dead_letter.retry', targetId: deadImageId });
    for (const id of [newId('img'), 'x']) {
      expect(codeOf(await admin.ask('POST', `/admin/dead-letters/${id}/retry`))).toEqual([404, 'not_found']);
    }
  });

  it('is seen by lane and worker, with the models that make it and those that cannot', async () => {
    expect((await admin.ask('GET', '/admin/queue')).body).toMatchObject({
      lanes: [{ lane: 'starter', waiting: 1, dispatched: 2, running: 3 }],
      workers: [{ id: 'worker-1', running: 3 }],
      estimates: [{ model: 'imageai-1', lane: 'starter', wait_ms: 1200 }],
      dead_letters: 4,
    });
    expect((await admin.ask('GET', '/admin/models')).body.data).toMatchObject([
      { name: 'imageai-1', usable: true, unusable_reason: null },
      { name: 'broken', usable: false, unusable_reason: 'Its text encoder is missing.' },
    ]);
  });
});

describe('the policy', () => {
  it('that prompts are held to can be seen as it is in force', async () => {
    const { body } = await admin.ask('GET', '/admin/moderation');
    expect(body).toMatchObject({ policy_file: null, classifiers: [], when_away: 'refuse' });
    const { categories } = body.policy as { categories: Record<string, { terms: string[] }> };
    expect(Object.values(categories).some(({ terms }) => terms.length > 0)).toBe(true);
  });
});
