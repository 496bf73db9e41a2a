import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { LedgerEntryKind } from '@imageai/contracts/metering';
import { waitUntil } from '@imageai/testing';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import {
  type Account,
  type Answer,
  control,
  describeWithOperator,
  GenerationFollower,
  newAccount,
  operator,
  stand,
} from '../src/index.js';

const patience = { timeoutMs: 150_000, intervalMs: 100 };
const unlimited = { requestsPerMinute: 100_000 };
const small = { prompt: 'a forest by a river', width: 512, height: 512, num_inference_steps: 2 };
const all = ['1 queued', '2 running', '3 succeeded'];

interface Job {
  readonly id: string;
  readonly status: string;
  readonly request_id: string;
  readonly queue_position: number;
}

afterAll(() => operator.close());

async function call<Body>(
  account: Account,
  path: string,
  init: RequestInit = {},
): Promise<{ status: number; body: Body }> {
  const response = await fetch(`${stand.url}${path}`, {
    ...init,
    headers: { authorization: `Bearer ${account.key}`, 'content-type': 'application/json', ...init.headers },
  });
  return { status: response.status, body: (await response.json()) as Body };
}

async function accept(account: Account, body: object = small, headers: Record<string, string> = {}): Promise<Job> {
  const init = { method: 'POST', body: JSON.stringify(body), headers };
  const { status, body: job } = await call<Job>(account, '/api/generations', init);
  expect(status).toBe(202);
  return job;
}

const statusOf = async (account: Account, id: string) =>
  (await call<Job>(account, `/api/generations/${id}`)).body.status;

/** The images used are so many, each counted once, and nothing stays reserved. */
async function expectUsed(account: Account, images: number): Promise<void> {
  const month = { accountId: account.id, month: '' };
  await waitUntil(async () => {
    const { balance } = await operator.usage.getBalance(month);
    return balance?.used === images && balance.reserved === 0;
  }, patience);
  const used = (await operator.ledger(account.id)).filter(
    ({ kind }) => kind === LedgerEntryKind.LEDGER_ENTRY_KIND_USED,
  );
  expect(new Set(used.map(({ imageId }) => imageId)).size).toBe(images);
  expect(used).toHaveLength(images);
  expect(await operator.imagesOf(account.id)).toHaveLength(images);
}

describeWithOperator('an idempotency key', () => {
  it('of two hundred requests at once makes one image, takes one of the month, and gives all the same answer', async () => {
    const account = await newAccount('starter', { limits: {} });
    const headers = { 'idempotency-key': randomUUID() };
    const insist = async (): Promise<Answer> => {
      for (;;) {
        const answer = await account.client.generate(small, headers);
        if (answer.status !== 409) return answer;
        await sleep(Number(answer.headers.get('retry-after')) * 1_000);
      }
    };
    const answers = await Promise.all(Array.from({ length: 200 }, insist));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ image }) => image.id)).size).toBe(1);
    expect(answers.filter(({ headers: sent }) => sent.get('idempotency-replayed') === null)).toHaveLength(1);
    expect(answers.at(-1)?.headers.get('x-ratelimit-limit-requests')).toBe('10');
    await expectUsed(account, 1);
  });

  it('and a request id find the job of a lost connection, for its own account alone', async () => {
    const [account, stranger] = [await newAccount('enterprise'), await newAccount('enterprise')];
    const [idempotencyKey, requestId] = [randomUUID(), randomUUID()];
    const sent = { 'idempotency-key': idempotencyKey, 'x-request-id': requestId };
    const { id } = await accept(account, small, sent);
    await accept(account);
    for (const query of [`idempotency_key=${idempotencyKey}`, `request_id=${requestId}`]) {
      const found = await call<{ data: Job[] }>(account, `/api/generations?${query}`);
      expect(found.body.data.map((job) => job.id)).toEqual([id]);
      expect((await call<{ data: Job[] }>(stranger, `/api/generations?${query}`)).body.data).toEqual([]);
    }
    for (const path of ['', '/events']) {
      expect((await call(stranger, `/api/generations/${id}${path}`)).status).toBe(404);
    }
    // The same key is the stranger's own, too.
    expect((await accept(stranger, small, sent)).id).not.toBe(id);
  });
});

describeWithOperator('a job', () => {
  afterEach(async () => {
    for (const name of ['nats', 'inference'] as const) await control.kill(name, 'SIGCONT').catch(() => undefined);
    await control.allReady();
  });

  it('whose generation service is killed after accepting and before publishing is made all the same, once', async () => {
    const account = await newAccount('enterprise', { limits: unlimited });
    // A NATS that stands still acknowledges nothing: what is accepted stays in the outbox.
    await control.kill('nats', 'SIGSTOP');
    const jobs = await Promise.all([accept(account), accept(account)]);
    await control.kill('generation');
    await control.kill('nats', 'SIGCONT');
    await control.allReady();
    for (const { id } of jobs) await waitUntil(async () => (await statusOf(account, id)) === 'succeeded', patience);
    await expectUsed(account, jobs.length);
  }, 200_000);

  it('accepted while NATS is away is made when it is back; nothing is lost, nothing counted twice', async () => {
    const account = await newAccount('enterprise', { limits: unlimited });
    const before = await accept(account);
    await control.kill('nats', 'SIGSTOP');
    const headers = { 'idempotency-key': randomUUID() };
    const during = await accept(account, small, headers);
    expect((await accept(account, small, headers)).id).toBe(during.id);
    await control.kill('nats', 'SIGKILL');
    const followed = [before, during].map(({ id }) => new GenerationFollower(account.key, id).untilEnd());
    await control.allReady();
    expect(await Promise.all(followed)).toEqual([all, all]);
    await expectUsed(account, 2);
  }, 200_000);

  it('that many follow is followed on when the gateway is killed: they join again, and miss nothing', async () => {
    const account = await newAccount('enterprise', { limits: unlimited });
    // Nothing is made until the gateway was killed.
    await control.kill('inference', 'SIGSTOP');
    const { id } = await accept(account);
    const followers = Array.from({ length: 20 }, () => new GenerationFollower(account.key, id));
    const ended = followers.map((follower) => follower.untilEnd());
    await waitUntil(() => followers.every(({ states }) => states.length > 0), patience);
    await control.kill('gateway');
    await control.kill('inference', 'SIGCONT');
    expect(await Promise.all(ended)).toEqual(followers.map(() => all));
    expect(Math.min(...followers.map(({ joins }) => joins))).toBeGreaterThan(1);
    await expectUsed(account, 1);
  }, 200_000);
});

describe('Prefer', () => {
  it('respond-async answers the job of the synchronous route, which can be followed', async () => {
    const account = await newAccount('enterprise');
    const init = { method: 'POST', body: JSON.stringify(small), headers: { prefer: 'respond-async' } };
    const { status, body } = await call<Job>(account, '/api/generate-image', init);
    expect(status).toBe(202);
    expect(await new GenerationFollower(account.key, body.id).untilEnd()).toEqual(all);
  });
});
