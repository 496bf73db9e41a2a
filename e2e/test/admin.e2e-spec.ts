import { spawn } from 'node:child_process';
import { isIP } from 'node:net';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { ConflictError, ImageAI, PermissionDeniedError } from '@imageai/client';
import { type AdminAccount, ImageAIAdmin } from '@imageai/client/admin';
import { waitUntil } from '@imageai/testing';
import { beforeAll, expect, it } from '@jest/globals';
import { type Account, control, describeWithOperator, newAccount, operator, stand } from '../src/index.js';

const command = join(import.meta.dirname, '..', 'node_modules', '.bin', 'imageai');
const small = { prompt: 'a lake between hills', width: 512, height: 512, num_inference_steps: 2 } as const;

let admin: ImageAIAdmin;
let account: Account;
let customer: ImageAI;
beforeAll(async () => {
  const { adminUrl = '', adminToken = '' } = stand.operator ?? {};
  admin = new ImageAIAdmin({ token: adminToken, baseUrl: adminUrl });
  account = await newAccount('professional');
  customer = new ImageAI({ apiKey: account.key, baseUrl: stand.url });
});

/** Runs `imageai admin …` as an operator would. */
async function imageai(...args: string[]) {
  const { adminUrl = '', adminToken = '' } = stand.operator ?? {};
  const env = {
    PATH: `${dirname(process.execPath)}:/usr/bin:/bin`,
    IMAGEAI_ADMIN_URL: adminUrl,
    IMAGEAI_ADMIN_TOKEN: adminToken,
  };
  const child = spawn(command, ['admin', ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const exitCode = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [code, stdout, stderr] = await Promise.all([exitCode, text(child.stdout), text(child.stderr)]);
  return { exitCode: code, stdout, stderr };
}

describeWithOperator('an operator', () => {
  it('finds an account, and sees what it used, line by line', async () => {
    await customer.generate(small);
    const { data } = await admin.accounts.list({ query: account.id });
    expect(data.map(({ id, plan }) => [id, plan])).toEqual([[account.id, 'professional']]);
    const kinds = async () => (await admin.accounts.ledger(account.id)).data.map(({ kind }) => kind);
    await waitUntil(async () => (await kinds()).length === 2, { what: 'the settlement' });
    expect(await kinds()).toEqual(['reserved', 'used']);
    const used = await admin.accounts.usage(account.id, { bucket: 'month' });
    expect(used.total).toEqual({ images: 1, images_given_back: 0, requests: 1 });
    expect(used).toEqual(await customer.account.usage({ bucket: 'month' }));
  });

  it('stops an account within a second, and lets it go on', async () => {
    await admin.accounts.suspend(account.id, 'A test.');
    await waitUntil(
      async () =>
        await customer.generate(small, { maxRetries: 0 }).then(
          () => false,
          (error) => error instanceof PermissionDeniedError && error.code === 'account_suspended',
        ),
      { timeoutMs: 5_000, what: 'the suspension' },
    );
    await admin.accounts.reinstate(account.id);
    await waitUntil(async () => (await customer.account.get()).suspended === false, { what: 'the reinstatement' });
  });

  it('does not overwrite what another did meanwhile', async () => {
    const seen = await admin.accounts.get(account.id);
    const changes = await Promise.allSettled([
      admin.accounts.setOverrides(account.id, seen, { ...seen.overrides, concurrency: 4 }),
      admin.accounts.setOverrides(account.id, seen, { ...seen.overrides, concurrency: 5 }),
    ]);
    const made = changes.filter((change) => change.status === 'fulfilled');
    const refused = changes.filter((change) => change.status === 'rejected');
    expect([made.length, refused.length]).toEqual([1, 1]);
    expect(refused[0]?.reason).toBeInstanceOf(ConflictError);
    const { overrides } = await admin.accounts.get(account.id);
    expect(overrides).toEqual(made[0]?.value.overrides);
  });

  it('changes a limit, which is in force within a second, and is named in the audit log', async () => {
    const { exitCode, stdout } = await imageai('accounts', 'limits', account.id, '--images', '321');
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('images/month  321 (its own)')]);
    await waitUntil(async () => (await customer.account.get()).limits.images_per_month === 321, {
      what: 'the limit',
    });
    const { data } = await admin.audit({ account_id: account.id, action: 'account.set_overrides' });
    expect(data[0]).toMatchObject({ actor_kind: 'operator', actor_id: 'operator' });
    expect(isIP(data[0]?.address ?? '')).toBeGreaterThan(0);
  });

  it('finds the books right, rebuilds them to the same numbers, and that is written down', async () => {
    const month = new Date().toISOString().slice(0, 7);
    expect((await admin.books.check(month)).differences).toEqual([]);
    const { balance, usage, wrong_rows } = await admin.books.rebuild(account.id, month);
    expect([balance.after, usage.after, wrong_rows]).toEqual([balance.before, usage.before, 0]);
    const { data } = await admin.audit({ account_id: account.id, action: 'books.rebuild' });
    expect(data[0]).toMatchObject({ actor_id: 'operator', target_id: month });
  });

  it('sees plans, queue, workers, models and the policy', async () => {
    expect((await admin.plans.list()).map(({ name }) => name)).toEqual(['starter', 'professional', 'enterprise']);
    const queue = await admin.work.queue();
    expect(queue.lanes).toHaveLength(3);
    expect(queue.workers.length).toBeGreaterThan(0);
    expect((await admin.work.models()).some(({ usable }) => usable)).toBe(true);
    expect(Object.keys((await admin.moderation()).policy.categories ?? {})).not.toEqual([]);
  });

  it('ends a key that leaked by its text, wherever it is used', async () => {
    const { secret } = await operator.keys.createKey({ accountId: account.id, name: 'leaked', scopes: [] });
    const leaked = new ImageAI({ apiKey: secret, baseUrl: stand.url });
    await leaked.account.get();
    expect(await admin.reportKey({ key: secret, found_at: 'a test' })).toEqual({ result: 'revoked' });
    await waitUntil(
      async () =>
        await leaked.account.get({ maxRetries: 0 }).then(
          () => false,
          (error) => error.code === 'invalid_api_key',
        ),
      { timeoutMs: 5_000, what: 'the revocation' },
    );
  });
});

describeWithOperator('a deleted account', () => {
  let doomed: Account;
  let seen: AdminAccount;

  it('has nothing left anywhere, and the report of every service proves it', async () => {
    doomed = await newAccount('professional');
    const client = new ImageAI({ apiKey: doomed.key, baseUrl: stand.url });
    const image = await client.generate({ ...small, n: 2 });
    // Still under way when the account ends.
    await client.generations.create({ ...small, width: 1024, height: 1024, num_inference_steps: 100 });
    seen = await admin.accounts.get(doomed.id);
    await admin.accounts.delete(doomed.id, seen);
    // A service that is killed in the middle takes it up again.
    await control.kill('storage');
    const report = () => admin.accounts.deletionReport(doomed.id);
    await waitUntil(async () => (await report()).complete, { timeoutMs: 90_000, what: 'the report' });
    const { services } = await report();
    const removed = Object.fromEntries(services.map(({ name, removed }) => [name, removed]));
    expect(removed).toMatchObject({
      generation: { generations: '2' },
      metering: expect.any(Object),
      storage: { images: '2' },
      webhooks: expect.any(Object),
    });
    expect((await fetch(image.url)).status).toBe(410);
    expect(await operator.generationsOf(doomed.id)).toEqual([]);
    expect(await operator.imagesOf(doomed.id)).toEqual([]);
    const keys = (await operator.ledger(doomed.id)).map(({ keyId }) => keyId);
    expect(new Set(keys)).toEqual(new Set(['']));
  }, 120_000);

  it('cannot be changed any more, and is found only by who looks for such', async () => {
    await expect(admin.accounts.setOverrides(doomed.id, '*', {})).rejects.toMatchObject({
      code: 'conflict',
      message: 'The account is deleted.',
    });
    expect((await admin.accounts.list({ query: doomed.id })).data).toEqual([]);
    const { data } = await admin.accounts.list({ query: doomed.id, with_deleted: 'true' });
    expect(data[0]).toMatchObject({ id: doomed.id, name: '', email: '' });
  });
});
