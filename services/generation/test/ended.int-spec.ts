import type { ListEndedGenerationsRequest } from '@imageai/contracts/generation';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import {
  type Backing,
  began,
  create,
  pull,
  type Replica,
  register,
  request,
  reset,
  startBacking,
  startReplica,
  stored,
} from './harness.js';

let backing: Backing;
let replica: Replica;

beforeAll(async () => {
  backing = await startBacking();
  replica = await startReplica(backing);
  await register(replica);
}, 60_000);
afterAll(async () => {
  await replica.stop();
  await backing.stop();
});
beforeEach(() => reset([replica]));

async function make(): Promise<{ id: string; imageId: string }> {
  const { id } = await create(replica, request(backing));
  const delivery = await pull(replica);
  await began(replica, delivery);
  await stored(replica, delivery);
  return { id, imageId: delivery.work.imageId };
}

const hourMs = 3_600_000;
const list = (asked: Partial<ListEndedGenerationsRequest> = {}) => {
  const now = backing.clock.now().getTime();
  const span = { endedFrom: new Date(now - hourMs), endedBefore: new Date(now + hourMs) };
  return replica.finder.listEndedGenerations({ ...span, pageSize: 0, pageToken: '', ...asked });
};

it('lists what has ended with the images that were stored, and nothing that goes on', async () => {
  const made = await make();
  const { id: cancelled } = await create(replica, request(backing));
  await replica.generations.cancelGeneration({ accountId: 'acct_a', generationId: cancelled });
  await create(replica, request(backing));
  const { generations, nextPageToken } = await list();
  expect(nextPageToken).toBe('');
  expect(
    generations.map(({ generationId, accountId, storedImageIds }) => [generationId, accountId, storedImageIds]),
  ).toEqual(
    expect.arrayContaining([
      [made.id, 'acct_a', [made.imageId]],
      [cancelled, 'acct_a', []],
    ]),
  );
  expect(generations).toHaveLength(2);
});

it('goes by when they ended, not by when they were accepted', async () => {
  const asked = request(backing, { expiresAt: new Date(backing.clock.now().getTime() + 24 * hourMs) });
  const { id } = await create(replica, asked);
  backing.clock.advance(23 * hourMs);
  await replica.generations.cancelGeneration({ accountId: 'acct_a', generationId: id });
  expect((await list()).generations.map(({ generationId }) => generationId)).toEqual([id]);
  const before = { endedBefore: new Date(backing.clock.now().getTime() - 1) };
  expect((await list(before)).generations).toEqual([]);
});

it('lists page by page, each once', async () => {
  const ids = [];
  for (let count = 0; count < 5; count++) ids.push((await make()).id);
  const seen: string[] = [];
  let pageToken = '';
  do {
    const page = await list({ pageSize: 2, pageToken });
    seen.push(...page.generations.map(({ generationId }) => generationId));
    pageToken = page.nextPageToken;
  } while (pageToken !== '');
  expect(seen).toEqual([...ids].sort());
});

it.each([{ endedFrom: undefined }, { endedBefore: new Date(0) }, { pageToken: 'x' }])('refuses %j', async (asked) => {
  await expect(list(asked)).rejects.toMatchObject({ code: 'parameter_invalid' });
});

it('answers metering and operators alone', async () => {
  const span = { endedFrom: new Date(0), endedBefore: new Date(1), pageSize: 0, pageToken: '' };
  await expect(replica.generations.listEndedGenerations(span)).rejects.toMatchObject({ code: 'insufficient_scope' });
});
