import { newId } from '@imageai/api';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { answer, Receiver } from './receiver.js';
import {
  type Backing,
  createEndpoint,
  deliveriesOf,
  generationEvent,
  type Replica,
  startBacking,
  startReplica,
} from './webhooks-under-test.js';

const days = 24 * 3_600 * 1_000;

let backing: Backing;
let replica: Replica;
let receiver: Receiver;
let accountId: string;

beforeAll(async () => {
  backing = await startBacking();
  replica = await startReplica(backing, { RETENTION_DAYS: 10 });
  receiver = await Receiver.start();
}, 60_000);
afterAll(async () => {
  await replica.stop();
  await receiver.stop();
  await backing.postgres.drop();
});
beforeEach(async () => {
  accountId = newId('acct');
  await createEndpoint(replica, accountId, receiver.url);
});

const take = async (): Promise<void> => {
  await replica.take(generationEvent({ accountId }));
  await replica.dispatcher.settled();
};

it('what ended is forgotten with its event and its tries when its days are over, and no sooner', async () => {
  await take();
  backing.clock.advance(9.9 * days);
  await replica.retention.sweep();
  expect(await deliveriesOf(replica, accountId)).toHaveLength(1);
  backing.clock.advance(0.2 * days);
  await replica.retention.sweep();
  expect(await deliveriesOf(replica, accountId)).toEqual([]);
  for (const table of ['events', 'deliveries', 'attempts'] as const) {
    expect(await replica.database.selectFrom(table).selectAll().execute()).toEqual([]);
  }
});

it('what is still to be delivered stays, however old', async () => {
  receiver.handler = answer(500);
  await take();
  backing.clock.advance(20 * days);
  await replica.retention.sweep();
  expect(await deliveriesOf(replica, accountId)).toHaveLength(1);
});
