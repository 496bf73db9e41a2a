import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiServer, json, refusal } from '../../../test/api-server.js';
import { commandLine } from '../../../test/command-line.js';

let server: ApiServer;
beforeAll(async () => {
  server = await ApiServer.start();
});
afterAll(() => server.stop());
const imageai = (args: string, options: Partial<Parameters<typeof commandLine>[1]> = {}) =>
  commandLine(args.split(' '), { baseUrl: server.url, apiKey: undefined, ...options });

const limits = {
  requests_per_minute: 30,
  images_per_month: 3000,
  concurrency: 8,
  max_images_per_request: 10,
  retention_days: 30,
  lane: 'professional',
};
const account = {
  id: 'acct_1',
  name: 'Ada',
  email: 'ada@example.com',
  plan: 'professional',
  limits,
  overrides: { images_per_month: 3000 },
  scheduled_change: null,
  suspended: false,
  suspended_reason: null,
  private_images: false,
  omit_parameters: false,
  created_at: '2026-11-22T17:40:07.250Z',
  deleted_at: null,
  version: 4,
};
const page = (data: unknown[], next_cursor: string | null = null) =>
  json(200, { data, has_more: next_cursor !== null, next_cursor });
const versions = () => server.requests.flatMap(({ headers }) => headers['if-match'] ?? []);

describe('imageai admin', () => {
  it('says who one has to be, and shows the token with every request', async () => {
    expect(await imageai('admin queue', { adminToken: undefined })).toMatchObject({
      exitCode: 3,
      stderr: 'There is no operator token: set IMAGEAI_ADMIN_TOKEN (npm start keeps one in .imageai/operator.env).\n',
    });
    const secret = 'a token with spaces';
    const wrong = await imageai('admin queue', { adminToken: secret });
    expect([wrong.exitCode, wrong.stderr.includes(secret)]).toEqual([2, false]);
    server.serve({ 'GET /admin/queue': refusal(401, 'invalid_operator_token') });
    expect(await imageai('admin queue')).toMatchObject({ exitCode: 3 });
    expect(server.requests[0]?.headers.authorization).toBe('Bearer token-of-ada');
  });

  it('finds accounts', async () => {
    server.serve({
      'GET /admin/accounts?limit=20&query=ada&plan=professional&suspended=true&with_deleted=true': page(
        [account, { ...account, id: 'acct_2', suspended: true }, { ...account, id: 'acct_3', deleted_at: 'x' }],
        'next',
      ),
    });
    const { stdout, stderr } = await imageai('admin accounts --search ada --plan professional --suspended --deleted');
    expect(stdout.split('\n').slice(0, 4)).toEqual([
      'ID      STATE      PLAN          CREATED     E-MAIL           NAME',
      'acct_1  open       professional  2026-11-22  ada@example.com  Ada',
      'acct_2  suspended  professional  2026-11-22  ada@example.com  Ada',
      'acct_3  deleted    professional  2026-11-22  ada@example.com  Ada',
    ]);
    expect(stderr).toBe('There are more: narrow it down, or --limit.\n');
  });

  it('shows an account with what is its own', async () => {
    const scheduled_change = { plan: 'starter', overrides: {}, effective_at: '2026-12-01T00:00:00.000Z' };
    const shown = { ...account, scheduled_change, suspended: true, suspended_reason: 'Unpaid.' };
    server.serve({ 'GET /admin/accounts/acct_1': json(200, shown) });
    const { stdout } = await imageai('admin accounts show acct_1');
    for (const line of [
      'images/month  3000 (its own)',
      'concurrency   8',
      'from then on  starter, 2026-12-01',
      'suspended     Unpaid.',
    ]) {
      expect(stdout.split('\n')).toContain(line);
    }
    expect(JSON.parse((await imageai('admin accounts show acct_1 --json')).stdout)).toEqual(shown);
  });

  it('makes an account', async () => {
    server.serve({ 'POST /admin/accounts': json(200, account) });
    await imageai('admin accounts create starter --name Ada --email ada@example.com');
    expect(server.requests[0]?.body).toEqual({ name: 'Ada', email: 'ada@example.com', plan: 'starter' });
  });

  it('changes plan and limits as they were when they were looked at', async () => {
    server.serve({
      'GET /admin/accounts/acct_1': json(200, account),
      'PUT /admin/accounts/acct_1/plan': json(200, account),
      'PUT /admin/accounts/acct_1/overrides': json(200, account),
    });
    await imageai('admin accounts plan acct_1 enterprise');
    await imageai('admin accounts plan acct_1 starter --now --no-keep-limits');
    await imageai('admin accounts limits acct_1 --concurrency 3 --lane enterprise');
    await imageai('admin accounts limits acct_1 --reset --variations 4');
    const bodies = server.requests.filter(({ call }) => call.startsWith('PUT')).map(({ body }) => body);
    expect(bodies).toEqual([
      { plan: 'enterprise', keep_overrides: true },
      { plan: 'starter', effective: 'now', keep_overrides: false },
      { images_per_month: 3000, concurrency: 3, lane: 'enterprise' },
      { max_images_per_request: 4 },
    ]);
    expect(versions()).toEqual(['"4"', '"4"', '"4"', '"4"']);
    expect(await imageai('admin accounts limits acct_1')).toMatchObject({
      exitCode: 2,
      stderr: 'Name a limit, or --reset.\n',
    });
    expect(await imageai('admin accounts plan acct_1 starter --now --next-month')).toMatchObject({ exitCode: 2 });
  });

  it('says that another operator was faster, and has changed nothing', async () => {
    server.serve({
      'GET /admin/accounts/acct_1': json(200, account),
      'PUT /admin/accounts/acct_1/overrides': refusal(412, 'version_conflict'),
    });
    expect(await imageai('admin accounts limits acct_1 --images 1')).toMatchObject({
      exitCode: 1,
      stdout: '',
      stderr: 'In words: version_conflict.\n',
    });
  });

  it('suspends and reinstates', async () => {
    server.serve({
      'POST /admin/accounts/acct_1/suspend': json(200, { ...account, suspended: true }),
      'POST /admin/accounts/acct_1/reinstate': json(200, account),
    });
    expect((await imageai('admin accounts suspend acct_1 --reason unpaid')).stdout).toContain('suspended     yes\n');
    expect(server.requests[0]?.body).toEqual({ reason: 'unpaid' });
    expect((await imageai('admin accounts reinstate acct_1')).exitCode).toBe(0);
  });

  it('deletes an account that somebody names twice, and says what is gone of it', async () => {
    const services = [
      { name: 'storage', confirmed_at: '2026-11-23T08:00:04.000Z', removed: { images: '412', files: '900' } },
      { name: 'webhooks', confirmed_at: null, removed: {} },
    ];
    server.serve({
      'GET /admin/accounts/acct_1': json(200, account),
      'DELETE /admin/accounts/acct_1': json(202, account),
      'GET /admin/accounts/acct_1/deletion': json(200, { services, complete: false }),
    });
    expect(await imageai('admin accounts delete acct_1')).toMatchObject({
      exitCode: 2,
      stderr: 'That deletes "Ada" (ada@example.com) for good: say --yes.\n',
    });
    expect(server.calls).toEqual(['GET /admin/accounts/acct_1']);
    expect((await imageai('admin accounts delete acct_1 --yes')).stdout).toMatch(/^acct_1 is deleted;/);
    expect(versions()).toEqual(['"4"']);
    const report = await imageai('admin accounts report acct_1');
    expect(report.stdout).toContain('storage   2026-11-23 08:00:04  images 412, files 900\nwebhooks  not yet\n');
    expect(report.stderr).toBe('Not everything is gone yet.\n');
  });

  it('shows keys, usage and ledger of an account', async () => {
    const entry = {
      created_at: '2026-11-22T17:40:07.250Z',
      kind: 'released',
      images: 2,
      generation_id: 'gen_1',
      image_id: null,
      key_id: 'key_1',
      reason: 'abandoned',
    };
    const total = { images: 0, images_given_back: 0, requests: 0 };
    server.serve({
      'GET /admin/accounts/acct_1/keys': json(200, { data: [] }),
      'GET /admin/accounts/acct_1/usage?bucket=day': json(200, { group_by: null, data: [], total }),
      'GET /admin/accounts/acct_1/ledger?month=2026-11&limit=100': page([entry], 'next'),
    });
    expect((await imageai('admin accounts keys acct_1')).stderr).toBe('There are no keys.\n');
    expect((await imageai('admin accounts usage acct_1')).stdout).toMatch(/\ntotal +0 +0 +0\n$/);
    const ledger = await imageai('admin accounts ledger acct_1 --month 2026-11');
    expect(ledger.stdout).toMatch(/\n2026-11-22 17:40:07 +released +2 +gen_1 +– +key_1 +abandoned\n$/);
    expect(ledger.stderr).toBe('There is more: --cursor next\n');
  });

  it('makes the images of an account private', async () => {
    server.serve({ 'PATCH /admin/accounts/acct_1': json(200, { ...account, private_images: true }) });
    expect((await imageai('admin accounts images acct_1 private')).stdout).toMatch(/\nnew images +private\n/);
    expect(server.requests[0]?.body).toEqual({ private_images: true });
    expect(await imageai('admin accounts images acct_1 secret')).toMatchObject({ exitCode: 2 });
  });

  it('leaves parameters out of the files of an account, and puts them in again', async () => {
    server.serve({ 'PATCH /admin/accounts/acct_1': json(200, { ...account, omit_parameters: true }) });
    const { stdout } = await imageai('admin accounts images acct_1 --no-parameters');
    expect(stdout).toMatch(/\ntheir files +without parameters\n/);
    await imageai('admin accounts images acct_1 public --parameters');
    expect(server.requests.map(({ body }) => body)).toEqual([
      { omit_parameters: true },
      { private_images: false, omit_parameters: false },
    ]);
    expect(await imageai('admin accounts images acct_1')).toMatchObject({ exitCode: 2 });
  });

  it('changes what a plan allows', async () => {
    const plan = { name: 'starter', limits, version: 2 };
    server.serve({
      'GET /admin/plans': json(200, { data: [plan] }),
      'PATCH /admin/plans/starter': json(200, plan),
    });
    expect((await imageai('admin plans')).stdout).toMatch(/\nstarter +3000 +30 +8 +10 +30 +professional\n$/);
    await imageai('admin plans set starter --images 600 --retention 31');
    expect(server.requests.at(-1)?.body).toEqual({ images_per_month: 600, retention_days: 31 });
    expect(versions()).toEqual(['"2"']);
    expect(await imageai('admin plans set starter')).toMatchObject({ exitCode: 2 });
  });

  it('ends a leaked key that comes by standard input, and never as an argument', async () => {
    server.serve({ 'POST /admin/keys/report': json(200, { result: 'revoked' }) });
    const { stdout } = await imageai('admin keys report --found-at here', { stdin: 'iai_live_1\n' });
    expect(stdout).toBe('It was in force, and is no longer.\n');
    expect(server.requests[0]?.body).toEqual({ key: 'iai_live_1', found_at: 'here' });
    expect((await imageai('admin keys report')).exitCode).toBe(2);
    expect((await imageai('admin keys report iai_live_1')).exitCode).toBe(2);
    server.serve({ 'DELETE /admin/accounts/acct_1/keys/key_1': json(200, { id: 'key_1' }) });
    expect((await imageai('admin keys revoke acct_1 key_1')).stdout).toBe('key_1 is revoked.\n');
  });

  it('checks the books, and ends with 1 where they are wrong', async () => {
    const wrong = {
      account_id: 'acct_1',
      month: '2026-11',
      what: 'key_balance',
      key_id: 'key_1',
      expected: 7,
      found: 9,
    };
    server.serve({ 'POST /admin/books/check': json(200, { checked: 3, differences: [] }) });
    expect(await imageai('admin books')).toMatchObject({ exitCode: 0, stderr: '3 balances are right.\n' });
    server.serve({ 'POST /admin/books/check': json(200, { checked: 3, differences: [wrong] }) });
    expect(await imageai('admin books check --month 2026-11')).toMatchObject({
      exitCode: 1,
      stdout: expect.stringMatching(/\nacct_1 +2026-11 +key_balance +key_1 +7 +9\n$/),
      stderr: 'The books say something else than the ledger.\n',
    });
    expect(server.requests[0]?.body).toEqual({ month: '2026-11' });
    const sums = { images: 7, images_given_back: 0, requests: 5 };
    const balance = { images_reserved: 0, images_used: 7 };
    server.serve({
      'POST /admin/books/rebuild': json(200, {
        balance: { before: { ...balance, images_used: 9 }, after: balance },
        usage: { before: sums, after: sums },
      }),
    });
    expect((await imageai('admin books rebuild acct_1 2026-11')).stdout).toMatch(/\nsaid +0 +9 +7\nsays +0 +7 +7\n$/);
  });

  it('shows what waits, who works, the models and the policy', async () => {
    const lane = { lane: 'starter', waiting: 1, dispatched: 2, running: 3, oldest_accepted_at: null };
    server.serve({
      'GET /admin/queue': json(200, {
        lanes: [lane],
        workers: [],
        estimates: [{ model: 'one', lane: 'starter', wait_ms: 1200 }],
        dead_letters: 4,
      }),
      'GET /admin/models': json(200, {
        data: [{ name: 'one', usable: false, runtime: 'cpu', registered_at: null, unusable_reason: 'Broken.' }],
      }),
      'GET /admin/moderation': json(200, {
        policy_file: null,
        policy: { categories: { violence: {}, hate: {} } },
        classifiers: [],
        log_prompts: false,
      }),
    });
    const queue = await imageai('admin queue');
    expect(queue.stdout).toMatch(/\nstarter +1 +2 +3 +– +1\.2 s\n/);
    expect(queue.stderr).toBe(
      'There are no workers: nothing is made.\n4 images failed for good: imageai admin dead-letters\n',
    );
    expect((await imageai('admin models')).stdout).toMatch(/\none +unusable +cpu +– +Broken\.\n$/);
    expect((await imageai('admin moderation')).stdout).toContain('categories      violence, hate\n');
  });

  it('lists what failed for good, and has it made again', async () => {
    const letter = {
      image_id: 'img_1',
      died_at: '2026-11-22T17:41:11.000Z',
      attempts: 3,
      reason: 'its worker was lost',
      retried_as: null,
    };
    server.serve({
      'GET /admin/dead-letters?limit=20': page([letter]),
      'POST /admin/dead-letters/img_1/retry': json(202, { generation_id: 'gen_2' }),
    });
    expect((await imageai('admin dead-letters')).stdout).toMatch(/\nimg_1 +2026-11-22 17:41:11 +3 +– +its worker/);
    expect((await imageai('admin dead-letters retry img_1')).stdout).toBe('gen_2\n');
  });

  it('says who did what', async () => {
    const entry = {
      occurred_at: '2026-11-22T17:40:07.250Z',
      actor_kind: 'operator',
      actor_id: 'ada',
      action: 'account.suspend',
      account_id: 'acct_1',
      target_id: null,
      details: { suspended: 'true' },
    };
    server.serve({ 'GET /admin/audit?account_id=acct_1&action=account.&limit=20': page([entry]) });
    const { stdout } = await imageai('admin audit --account acct_1 --action account.');
    expect(stdout).toMatch(/\n2026-11-22 17:40:07 +operator ada +account\.suspend +acct_1 +suspended=true\n$/);
  });
});
