import { newId } from '@imageai/api';
import { freePort } from '@imageai/backing-services';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AccountWebhooks } from '../src/removal/account-webhooks.service.js';
import { RemovalRepository } from '../src/removal/removal.repository.js';
import {
  type Backing,
  createEndpoint,
  deliveriesOf,
  generationEvent,
  type Replica,
  startBacking,
  startReplica,
} from './webhooks-under-test.js';

let backing: Backing;
let replica: Replica;
let removals: RemovalRepository;
let accountId: string;

beforeAll(async () => {
  backing = await startBacking();
  replica = await startReplica(backing);
  removals = replica.app.get(RemovalRepository);
  url = `http://127.0.0.1:${await freePort()}/hook`;
}, 60_000);
afterAll(async () => {
  await replica.stop();
  await backing.postgres.drop();
});
beforeEach(() => {
  accountId = newId('acct');
});

/** Nobody listens there: its deliveries stay under way. */
let url: string;
const remove = () => replica.app.get(AccountWebhooks).remove(accountId);
const rowsOf = async (id: string) => {
  const { database } = replica;
  const events = await database.selectFrom('events').select('id').where('account_id', '=', id).execute();
  const deliveries = await database.selectFrom('deliveries').select('id').where('account_id', '=', id).execute();
  const endpoints = await database.selectFrom('endpoints').select('id').where('account_id', '=', id).execute();
  const owners = [id, ...endpoints.map((endpoint) => endpoint.id)];
  const secrets = await database.selectFrom('secrets').select('id').where('owner_id', 'in', owners).execute();
  return [events.length, deliveries.length, endpoints.length, secrets.length];
};

describe('a deleted account', () => {
  it('has no endpoint, secret, event, delivery or try left, and all of it is counted', async () => {
    await createEndpoint(replica, accountId, url);
    await replica.endpoints.getDefaultSecret({ accountId });
    for (let sent = 0; sent < 3; sent++) await replica.take(generationEvent({ accountId }));
    await replica.deliverDue();
    expect(await rowsOf(accountId)).toEqual([3, 3, 1, 2]);
    await removals.request(accountId);
    expect(await remove()).toBe(true);
    expect(await rowsOf(accountId)).toEqual([0, 0, 0, 0]);
    const counts = { endpoints: '1', secrets: '2', events: '3', deliveries: '3' };
    expect(await removals.removed(accountId)).toEqual(counts);
    await remove();
    expect(await removals.removed(accountId)).toEqual(counts);
  });

  it('is told nothing more, by whichever way, and makes no endpoint; others are', async () => {
    const other = newId('acct');
    await createEndpoint(replica, other, url);
    await removals.request(accountId);
    await expect(createEndpoint(replica, accountId, url)).rejects.toMatchObject({ code: 'not_found' });
    const webhook = { url, eventTypes: [] };
    await Promise.all([
      replica.take(generationEvent({ accountId, webhook })),
      replica.take(generationEvent({ accountId: other })),
    ]);
    expect(await rowsOf(accountId)).toEqual([0, 0, 0, 0]);
    expect(await deliveriesOf(replica, other)).toHaveLength(1);
  });

  it('that is removed while its deliveries are tried disturbs no other', async () => {
    await createEndpoint(replica, accountId, url);
    await replica.take(generationEvent({ accountId }));
    const trying = replica.deliverDue();
    await removals.request(accountId);
    await Promise.all([remove(), trying]);
    await remove();
    expect(await rowsOf(accountId)).toEqual([0, 0, 0, 0]);
  });
});
