import { newId } from '@imageai/api';
import { DeliveryStatus } from '@imageai/contracts/webhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { answer, Receiver } from './receiver.js';
import {
  type Backing,
  createEndpoint,
  deliveriesOf,
  generationEvent,
  type Replica,
  secretKeys,
  startBacking,
  startReplica,
} from './webhooks-under-test.js';

const url = 'https://hooks.example.com/imageai';

let backing: Backing;
let replica: Replica;
let accountId: string;

beforeAll(async () => {
  backing = await startBacking();
  replica = await startReplica(backing, { ENDPOINTS_PER_ACCOUNT: 3 });
}, 60_000);
afterAll(async () => {
  await replica.stop();
  await backing.postgres.drop();
});
beforeEach(() => {
  accountId = newId('acct');
});

const create = (changes: Partial<Parameters<Replica['endpoints']['createEndpoint']>[0]> = {}) =>
  replica.endpoints.createEndpoint({ accountId, url, eventTypes: [], description: '', endpointId: '', ...changes });
const update = (endpointId: string, changes: Partial<Parameters<Replica['endpoints']['updateEndpoint']>[0]>) =>
  replica.endpoints.updateEndpoint({ accountId, endpointId, eventTypes: undefined, ...changes });
const list = async () => (await replica.endpoints.listEndpoints({ accountId })).endpoints;

describe('an endpoint', () => {
  it('is made with a secret of 32 bytes that no other call shows', async () => {
    const types = ['generation.succeeded', 'generation.succeeded', 'quota.warning'];
    const { endpoint, secret } = await create({ eventTypes: types, description: 'production' });
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(() => new Webhook(secret)).not.toThrow();
    expect(endpoint).toMatchObject({
      id: expect.stringMatching(/^we_[0-9a-z]{36}$/),
      accountId,
      url,
      eventTypes: ['generation.succeeded', 'quota.warning'],
      description: 'production',
      disabled: false,
      disabledReason: '',
    });
    expect(await list()).toEqual([endpoint]);
    expect(await replica.endpoints.getEndpoint({ accountId, endpointId: endpoint?.id ?? '' })).toEqual({ endpoint });
    expect(JSON.stringify(await list())).not.toContain(secret);
  });

  it('has its secret in the database only encrypted', async () => {
    const { secret } = await create();
    const bytes = Buffer.from(secret.slice('whsec_'.length), 'base64');
    const rows = await replica.database.selectFrom('secrets').selectAll().execute();
    expect(rows.some(({ sealed }) => sealed.includes(bytes) || sealed.includes(secret))).toBe(false);
  });

  it('changes what it is told to, and keeps the rest', async () => {
    const { endpoint } = await create({ eventTypes: ['quota.warning'], description: 'first' });
    const id = endpoint?.id ?? '';
    await update(id, { url: 'https://other.example.com/' });
    expect((await list())[0]).toEqual({ ...endpoint, url: 'https://other.example.com/' });
    await update(id, { eventTypes: { eventTypes: [] }, description: '' });
    expect((await list())[0]).toMatchObject({ eventTypes: [], description: '' });
    await update(id, { disabled: true });
    expect((await list())[0]).toMatchObject({ disabled: true, disabledReason: '', disabledAt: backing.clock.now() });
    await update(id, { disabled: false });
    expect((await list())[0]).toMatchObject({ disabled: false, disabledAt: undefined });
  });

  it('is gone when it is deleted, with its secrets', async () => {
    const { endpoint } = await create();
    const endpointId = endpoint?.id ?? '';
    await replica.endpoints.deleteEndpoint({ accountId, endpointId });
    expect(await list()).toEqual([]);
    expect(
      await replica.database.selectFrom('secrets').where('owner_id', '=', endpointId).selectAll().execute(),
    ).toEqual([]);
    await expect(replica.endpoints.deleteEndpoint({ accountId, endpointId })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('of another account is like none, in every call', async () => {
    const stranger = newId('acct');
    const { endpoint } = await createEndpoint(replica, stranger, url);
    const endpointId = endpoint.id;
    const { endpoints } = replica;
    const calls = [
      endpoints.getEndpoint({ accountId, endpointId }),
      update(endpointId, { url: 'https://mine.example.com/' }),
      endpoints.rotateSecret({ accountId, endpointId, overlapSeconds: 0 }),
      endpoints.deleteEndpoint({ accountId, endpointId }),
      endpoints.sendTestEvent({ accountId, endpointId }),
    ];
    const absent = endpoints.getEndpoint({ accountId, endpointId: newId('we') });
    const answers = (await Promise.allSettled([absent, ...calls])).map((result) =>
      result.status === 'rejected' ? [result.reason.code, result.reason.message] : 'answered',
    );
    expect(new Set(answers.map(String))).toEqual(new Set(['not_found,No such webhook endpoint.']));
    expect(await list()).toEqual([]);
    expect((await endpoints.getEndpoint({ accountId: stranger, endpointId })).endpoint).toEqual(endpoint);
  });

  it('with an id of the caller’s choice is made once, and the repetition has the same answer', async () => {
    const endpointId = newId('we');
    const [first, second] = await Promise.all([create({ endpointId }), create({ endpointId })]);
    expect(second).toEqual(first);
    expect(await list()).toHaveLength(1);
    await expect(create({ endpointId, url: 'https://other.example.com/' })).rejects.toMatchObject({
      param: 'endpoint_id',
    });
    const stranger = { endpointId, accountId: newId('acct') };
    await expect(create(stranger)).rejects.toMatchObject({ param: 'endpoint_id' });
  });

  it('beyond the operator’s number is refused, also when several come at once', async () => {
    const results = await Promise.allSettled(Array.from({ length: 6 }, () => create()));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    await expect(create()).rejects.toThrow('An account has at most 3 webhook endpoints');
  });

  it.each([
    [{ url: '' }, 'url must be a URL'],
    [{ url: 'ftp://example.com' }, 'url must begin with https:// or http://'],
    [{ url: 'https://user:pass@example.com/' }, 'url must not contain a user name or password'],
    [{ url: 'http://10.0.0.1/' }, 'url must not lead to a private or reserved address'],
    [{ url: 'http://0x0a.1/' }, 'url must not lead to a private or reserved address'],
    [{ url: 'https://example.com:22/' }, 'url must not name port 22'],
    [{ eventTypes: ['generation.queued'] }, 'event_types must be among generation.succeeded'],
    [{ description: 'x'.repeat(501) }, 'description must have at most 500 characters'],
    [{ description: 'a\0b' }, 'description must have at most 500 characters'],
    [{ endpointId: 'mine' }, 'endpoint_id must be an id'],
    [{ accountId: '' }, 'account_id must have 1 to 100'],
  ])('with %j is refused in a sentence', async (changes, message) => {
    await expect(create(changes)).rejects.toMatchObject({
      code: 'parameter_invalid',
      message: expect.stringContaining(message),
    });
    expect(await list()).toEqual([]);
  });
});

describe('a rotation', () => {
  it('is refused beyond five secrets in force, but one that ends all before is not', async () => {
    const { endpoint } = await create();
    const rotate = (overlapSeconds: number) =>
      replica.endpoints.rotateSecret({ accountId, endpointId: endpoint?.id ?? '', overlapSeconds });
    for (let count = 1; count < 5; count += 1) await rotate(60);
    await expect(rotate(60)).rejects.toThrow('5 secrets are in force already');
    expect((await rotate(0)).endpoint?.rotationEndsAt).toBeUndefined();
    await expect(rotate(8 * 24 * 3_600)).rejects.toThrow('overlap_seconds must be at most 604800');
  });

  it('twice at once leaves every secret that was handed out in force', async () => {
    const { endpoint } = await create();
    const rotation = { accountId, endpointId: endpoint?.id ?? '', overlapSeconds: 60 };
    await Promise.all([replica.endpoints.rotateSecret(rotation), replica.endpoints.rotateSecret(rotation)]);
    const inForce = await replica.secrets.inForce([rotation.endpointId]);
    expect(inForce.get(rotation.endpointId)).toHaveLength(3);
  });
});

describe('the default secret of an account', () => {
  it('is made once, shown again, and rotated with an overlap', async () => {
    const shown = await Promise.all([1, 2, 3].map(() => replica.endpoints.getDefaultSecret({ accountId })));
    expect(new Set(shown.map(({ secret }) => secret)).size).toBe(1);
    const { replayed: _, ...rotated } = await replica.endpoints.rotateDefaultSecret({ accountId, overlapSeconds: 60 });
    expect(rotated.secret).not.toBe(shown[0]?.secret);
    expect(rotated.rotationEndsAt).toEqual(new Date(backing.clock.now().getTime() + 60_000));
    expect(await replica.endpoints.getDefaultSecret({ accountId })).toEqual(rotated);
    const other = await replica.endpoints.getDefaultSecret({ accountId: newId('acct') });
    expect(other.secret).not.toBe(rotated.secret);
  });
});

it('secrets are sealed anew with the first key, and stay what they were', async () => {
  const { endpoint, secret } = await create();
  const rotated = await startReplica(backing, { SECRET_KEYS: `two:${'d4'.repeat(32)},${secretKeys}` });
  await rotated.secrets.resealAll();
  await rotated.stop();
  const onlyNew = await startReplica(backing, { SECRET_KEYS: `two:${'d4'.repeat(32)}` });
  expect((await onlyNew.secrets.show(endpoint?.id ?? '')).secret).toBe(secret);
  const back = await startReplica(backing, { SECRET_KEYS: `${secretKeys},two:${'d4'.repeat(32)}` });
  await back.secrets.resealAll();
  await Promise.all([onlyNew.stop(), back.stop()]);
});

it('who is not a caller of the service is refused', async () => {
  await expect(replica.strangers.listEndpoints({ accountId })).rejects.toMatchObject({ code: 'insufficient_scope' });
});

describe('the list of deliveries', () => {
  it('comes in pages, newest first, each delivery once, and is filtered by endpoint, status and type', async () => {
    const receiver = await Receiver.start();
    const { endpoint } = await createEndpoint(replica, accountId, `${receiver.url}/good`, ['generation.succeeded']);
    receiver.handler = (response, received, request) =>
      answer(received.path === '/hook/good' ? 200 : 410)(response, received, request);
    const webhook = { url: `${receiver.url}/bad`, eventTypes: [] };
    for (let count = 0; count < 5; count += 1) {
      await replica.take(generationEvent({ accountId, webhook }));
      backing.clock.advance(1);
    }
    await replica.take(generationEvent({ accountId, webhook, type: 'generation.failed' }));
    await replica.dispatcher.settled();
    await receiver.stop();
    const none = {
      accountId,
      endpointId: '',
      pageSize: 0,
      pageToken: '',
      status: DeliveryStatus.DELIVERY_STATUS_UNSPECIFIED,
      eventType: '',
    };
    const pages: string[][] = [];
    let pageToken = '';
    do {
      const page = await replica.deliveries.listDeliveries({ ...none, pageSize: 4, pageToken });
      pages.push(page.deliveries.map(({ id }) => id));
      pageToken = page.nextPageToken;
    } while (pageToken !== '');
    expect(pages.map(({ length }) => length)).toEqual([4, 4, 3]);
    expect(pages.flat()).toEqual((await deliveriesOf(replica, accountId)).map(({ id }) => id).reverse());
    const count = async (filter: Partial<typeof none>) =>
      (await replica.deliveries.listDeliveries({ ...none, ...filter })).deliveries.length;
    expect(await count({ endpointId: endpoint.id })).toBe(5);
    expect(await count({ status: DeliveryStatus.DELIVERY_STATUS_FAILED })).toBe(6);
    expect(await count({ eventType: 'generation.failed' })).toBe(1);
    expect(await count({ accountId: newId('acct') })).toBe(0);
    expect(await count({ pageToken: 'nonsense\0' })).toBeGreaterThanOrEqual(0);
  });

  it('shows and replays no delivery of another account', async () => {
    const receiver = await Receiver.start();
    const stranger = newId('acct');
    await createEndpoint(replica, stranger, receiver.url);
    await replica.take(generationEvent({ accountId: stranger }));
    await replica.dispatcher.settled();
    const deliveryId = (await deliveriesOf(replica, stranger))[0]?.id ?? '';
    const refusal = { code: 'not_found', message: 'No such delivery.' };
    await expect(replica.deliveries.getDelivery({ accountId, deliveryId })).rejects.toMatchObject(refusal);
    await expect(replica.deliveries.replayDelivery({ accountId, deliveryId })).rejects.toMatchObject(refusal);
    expect(receiver.received).toHaveLength(1);
    await receiver.stop();
  });
});
