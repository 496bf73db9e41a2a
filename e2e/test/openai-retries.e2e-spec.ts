import { LedgerEntryKind } from '@imageai/contracts/metering';
import { waitUntil } from '@imageai/testing';
import { expect, it } from '@jest/globals';
import OpenAI from 'openai';
import { type Account, describeWithOperator, newAccount, openAiClient, operator } from '../src/index.js';

/** Long enough to be cut in its middle. */
const long = { prompt: 'a forest by a river', size: '512x512', num_inference_steps: 12 } as const;

/** A `fetch` whose first connection is cut once its generation exists and has not ended. */
function cutOnce(account: Account) {
  const attempts: string[] = [];
  const cutting: typeof fetch = async (input, init) => {
    attempts.push(new Headers(init?.headers).get('x-stainless-retry-count') ?? '');
    if (attempts.length > 1) return fetch(input, init);
    const connection = new AbortController();
    const answer = fetch(input, { ...init, signal: connection.signal });
    answer.catch(() => undefined);
    const [generation] = await waitUntil(async () => {
      const generations = await operator.generationsOf(account.id);
      return generations.length > 0 && generations;
    });
    expect(generation?.finishedAt).toBeUndefined();
    connection.abort();
    return answer.catch(() => {
      throw new TypeError('the connection was cut');
    });
  };
  return { fetch: cutting, attempts };
}

/** One generation, one image, charged once. */
async function expectOnce(account: Account): Promise<void> {
  expect(await operator.generationsOf(account.id)).toHaveLength(1);
  expect(await operator.imagesOf(account.id)).toHaveLength(1);
  const settled = await waitUntil(async () => {
    const entries = await operator.ledger(account.id);
    return entries.some(({ kind }) => kind === LedgerEntryKind.LEDGER_ENTRY_KIND_USED) && entries;
  });
  expect(settled.filter(({ kind }) => kind === LedgerEntryKind.LEDGER_ENTRY_KIND_USED)).toHaveLength(1);
}

describeWithOperator('a connection that is cut while its image is made', () => {
  it('and that the SDK opens again joins the same generation by its Idempotency-Key and is charged once', async () => {
    const account = await newAccount('professional');
    const { fetch, attempts } = cutOnce(account);
    const openai = openAiClient(account.key, { fetch, maxRetries: 2 });
    const headers = { 'Idempotency-Key': 'order-4711' };
    const { data, response } = await openai.images.generate(long, { headers }).withResponse();
    expect(attempts).toEqual(['0', '1']);
    expect(response.headers.get('idempotency-replayed')).toBe('true');
    expect(Buffer.from(data.data?.[0]?.b64_json ?? '', 'base64').toString('latin1', 1, 4)).toBe('PNG');
    await expectOnce(account);
  });

  it('as a stream, which its user opens again, brings the same image', async () => {
    const account = await newAccount('professional');
    const openai = openAiClient(account.key);
    const headers = { 'Idempotency-Key': 'order-4712' };
    const cut = await openai.images.generate({ ...long, stream: true }, { headers });
    cut.controller.abort();
    const types: string[] = [];
    for await (const { type } of await openai.images.generate({ ...long, stream: true }, { headers })) types.push(type);
    expect(types).toEqual(['image_generation.completed']);
    await expectOnce(account);
  });
});

it('the SDK throws UnprocessableEntityError for an Idempotency-Key that was used with another body', async () => {
  const openai = openAiClient((await newAccount('professional')).key);
  const headers = { 'Idempotency-Key': `order-${Date.now()}` };
  const quick = { ...long, num_inference_steps: 1 };
  await openai.images.generate(quick, { headers });
  const error = await openai.images.generate({ ...quick, prompt: 'a lake' }, { headers }).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(OpenAI.UnprocessableEntityError);
  expect(error).toMatchObject({ status: 422, code: 'idempotency_mismatch' });
});
