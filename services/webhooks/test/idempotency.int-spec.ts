import { randomBytes } from 'node:crypto';
import { newId } from '@imageai/api';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type Backing,
  createEndpoint,
  deliveriesOf,
  type Replica,
  startBacking,
  startReplica,
} from './webhooks-under-test.js';

const url = 'https://hooks.example.com/imageai';
const dayMs = 24 * 60 * 60 * 1_000;

let backing: Backing;
let replica: Replica;
let accountId: string;

beforeAll(async () => {
  backing = await startBacking();
  replica = await startReplica(backing, { ENDPOINTS_PER_ACCOUNT: 2 });
}, 60_000);
afterAll(async () => {
  await replica.stop();
  await backing.postgres.drop();
});
beforeEach(() => {
  backing.clock.set(new Date());
  accountId = newId('acct');
});

const fingerprint = randomBytes(32);
const idempotency = { key: 'k', fingerprint };
const create = (changes: Partial<Parameters<Replica['endpoints']['createEndpoint']>[0]> = {}) =>
  replica.endpoints.createEndpoint({
    accountId,
    url,
    eventTypes: [],
    description: '',
    endpointId: newId('we'),
    idempotency,
    ...changes,
  });
const list = async () => (await replica.endpoints.listEndpoints({ accountId })).endpoints;
const mismatch = { code: 'idempotency_mismatch' };

describe('an endpoint', () => {
  it('is made once by fifty requests at once under one idempotency key, and all get its secret', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => create()));
    expect(new Set(answers.map(({ endpoint, secret }) => `${endpoint?.id} ${secret}`)).size).toBe(1);
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(await list()).toHaveLength(1);
  });

  it('is not made under the key of another body, and is another for another account', async () => {
    const { endpoint } = await create();
    await expect(create({ idempotency: { key: 'k', fingerprint: randomBytes(32) } })).rejects.toMatchObject(mismatch);
    const stranger = await create({ accountId: newId('acct') });
    expect([stranger.replayed, stranger.endpoint?.id === endpoint?.id]).toEqual([false, false]);
    expect(await list()).toHaveLength(1);
  });

  it('is answered again as it stands, with its newest secret, and not made again once it was deleted', async () => {
    const { endpoint } = await create();
    const endpointId = endpoint?.id ?? '';
    const { secret } = await replica.endpoints.rotateSecret({ accountId, endpointId, overlapSeconds: 0 });
    expect(await create()).toMatchObject({ endpoint: { id: endpointId }, secret, replayed: true });
    await replica.endpoints.deleteEndpoint({ accountId, endpointId });
    await expect(create()).rejects.toMatchObject({ code: 'not_found' });
    expect(await list()).toEqual([]);
  });

  it('that was refused is as if it had not been asked for', async () => {
    const others = [await createEndpoint(replica, accountId, url), await createEndpoint(replica, accountId, url)];
    await expect(create()).rejects.toThrow('at most 2 webhook endpoints');
    await replica.endpoints.deleteEndpoint({ accountId, endpointId: others[0]?.endpoint.id ?? '' });
    expect((await create({ idempotency: { key: 'k', fingerprint: randomBytes(32) } })).replayed).toBe(false);
  });

  it('is answered again although its account is full by now', async () => {
    const first = await create();
    await createEndpoint(replica, accountId, url);
    expect(await create()).toEqual({ ...first, replayed: true });
  });

  it('is another after 24 hours, and nothing of the first request is kept', async () => {
    const first = await create();
    backing.clock.advance(dayMs - 1);
    expect((await create()).endpoint).toEqual(first.endpoint);
    backing.clock.advance(1);
    const second = await create();
    expect([second.replayed, second.endpoint?.id === first.endpoint?.id]).toEqual([false, false]);
    backing.clock.advance(dayMs);
    await replica.retention.sweep();
    expect(await replica.database.selectFrom('idempotency_keys').selectAll().execute()).toEqual([]);
  });

  it.each([
    ['key', { key: '', fingerprint }],
    ['key', { key: 'x'.repeat(256), fingerprint }],
    ['fingerprint', { key: 'k', fingerprint: randomBytes(31) }],
  ])('is refused with a %s that no gateway sends', async (param, wrong) => {
    await expect(create({ idempotency: wrong })).rejects.toMatchObject({ code: 'parameter_invalid', param });
  });
});

describe('a secret', () => {
  it.each(['an endpoint', 'the account'])('of %s is rotated once under an idempotency key', async (owner) => {
    const { endpoint } = await createEndpoint(replica, accountId, url);
    const request = { accountId, endpointId: endpoint.id, overlapSeconds: 60, idempotency };
    const { endpoints } = replica;
    const rotate = () =>
      owner === 'the account' ? endpoints.rotateDefaultSecret(request) : endpoints.rotateSecret(request);
    const answers = await Promise.all(Array.from({ length: 10 }, rotate));
    expect(new Set(answers.map(({ secret }) => secret)).size).toBe(1);
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
    const rows = await replica.database
      .selectFrom('secrets')
      .select('id')
      .where('owner_id', '=', owner === 'the account' ? accountId : endpoint.id)
      .execute();
    expect(rows).toHaveLength(2);
  });

  it('of another endpoint is rotated under the same key, too', async () => {
    for (let made = 0; made < 2; made++) {
      const { endpoint } = await createEndpoint(replica, accountId, url);
      const request = { accountId, endpointId: endpoint.id, overlapSeconds: 60, idempotency };
      expect((await replica.endpoints.rotateSecret(request)).replayed).toBe(false);
    }
  });
});

describe('a test event', () => {
  it('is sent once under an idempotency key', async () => {
    const { endpoint } = await createEndpoint(replica, accountId, url);
    const request = { accountId, endpointId: endpoint.id, idempotency };
    const answers = await Promise.all(Array.from({ length: 10 }, () => replica.endpoints.sendTestEvent(request)));
    expect(new Set(answers.map(({ delivery }) => delivery?.id)).size).toBe(1);
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(await deliveriesOf(replica, accountId)).toHaveLength(1);
    await replica.dispatcher.settled();
  });
});
