import { GenerationStatus } from '@imageai/contracts/generation';
import { LedgerEntryKind } from '@imageai/contracts/metering';
import { waitUntil } from '@imageai/testing';
import { afterAll, expect, it } from '@jest/globals';
import {
  type Account,
  type Answer,
  Client,
  control,
  describeWithOperator,
  newAccount,
  operator,
} from '../src/index.js';

const jobs = 10;
const patience = { timeoutMs: 100_000, intervalMs: 100 };
const unlimited = { requestsPerMinute: 100_000 };
const small = { prompt: 'a forest by a river', width: 512, height: 512, num_inference_steps: 4 };

afterAll(() => operator.close());

/** Ten requests, all of them accepted and not all of them done. */
async function tenAccepted(account: Account): Promise<Promise<Answer | undefined>[]> {
  const answers = Array.from({ length: jobs }, (_, seed) =>
    account.client.generate({ ...small, seed }).catch(() => undefined),
  );
  const accepted = await waitUntil(async () => {
    const generations = await operator.generationsOf(account.id);
    return generations.length === jobs && generations;
  }, patience);
  expect(accepted.some(({ finishedAt }) => finishedAt === undefined)).toBe(true);
  return answers;
}

/** All ten ended well, each image exists once, and the ledger and its balance show ten. */
async function expectTenOnce(account: Account): Promise<void> {
  const succeeded = await waitUntil(
    async () => {
      const generations = await operator.generationsOf(account.id);
      const ended = generations.filter(({ finishedAt }) => finishedAt !== undefined);
      return ended.length === jobs && ended;
    },
    { ...patience, what: 'the end of all ten jobs' },
  );
  expect(succeeded.map(({ status }) => status)).toEqual(Array(jobs).fill(GenerationStatus.GENERATION_STATUS_SUCCEEDED));

  const month = { accountId: account.id, month: new Date().toISOString().slice(0, 7) };
  await waitUntil(async () => (await operator.usage.getBalance(month)).balance?.used === jobs, {
    ...patience,
    what: 'ten images on the balance',
  });
  const { before, after } = await operator.usage.rebuildBalance(month);
  expect(before).toMatchObject({ used: jobs, reserved: 0 });
  expect(after).toEqual(before);
  const ledger = await operator.ledger(account.id);
  const used = ledger.filter(({ kind }) => kind === LedgerEntryKind.LEDGER_ENTRY_KIND_USED);
  expect(new Set(used.map(({ imageId }) => imageId)).size).toBe(jobs);
  expect(used).toHaveLength(jobs);
  expect(ledger.filter(({ kind }) => kind === LedgerEntryKind.LEDGER_ENTRY_KIND_RELEASED)).toEqual([]);
  const stored = (await operator.imagesOf(account.id)).map(({ id }) => id);
  expect(stored.sort()).toEqual(used.map(({ imageId }) => imageId).sort());
}

describeWithOperator('kill -9 in the middle of ten jobs', () => {
  it.each(['auth', 'metering', 'generation', 'storage', 'webhooks', 'inference', 'nats', 'postgres'] as const)(
    'of %s: all ten are answered, each once, and the ledger shows ten',
    async (name) => {
      const account = await newAccount('enterprise', { limits: unlimited });
      const answers = await tenAccepted(account);
      await control.kill(name);
      const settled = await Promise.all(answers);
      expect(settled.map((answer) => answer?.status)).toEqual(Array(jobs).fill(200));
      expect(settled.map((answer) => answer?.image.seed)).toEqual(Array.from({ length: jobs }, (_, seed) => seed));
      await control.allReady();
      await expectTenOnce(account);
      for (const answer of settled) await Client.bytes(answer?.image.url ?? '');
    },
    150_000,
  );

  it('of the gateway: connections are lost, and nothing else', async () => {
    const account = await newAccount('enterprise', { limits: unlimited });
    const answers = await tenAccepted(account);
    await control.kill('gateway');
    await Promise.all(answers);
    await control.allReady();
    await expectTenOnce(account);
    expect((await account.client.generate({})).status).toBe(400);
  }, 150_000);
});
