import { newId } from '@imageai/api';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
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

const seconds = 1_000;

let backing: Backing;
let replica: Replica;
let receiver: Receiver;
let accountId: string;

beforeAll(async () => {
  backing = await startBacking();
  replica = await startReplica(backing);
}, 60_000);
afterAll(async () => {
  await replica.stop();
  await backing.postgres.drop();
});
beforeEach(async () => {
  backing.clock.set(new Date());
  accountId = newId('acct');
  receiver = await Receiver.start();
});
afterEach(() => receiver.stop());

const take = async (): Promise<void> => {
  await replica.take(generationEvent({ accountId }));
  await replica.dispatcher.settled();
};
const deliveryId = async (): Promise<string> => (await deliveriesOf(replica, accountId))[0]?.id ?? 'none';

describe('a secret that is rotated between two tries', () => {
  const signedBy = (secret: string, index: number): boolean => {
    try {
      new Webhook(secret).verify(receiver.received[index]?.body ?? '', receiver.received[index]?.headers ?? {});
      return true;
    } catch {
      return false;
    }
  };

  it('signs the next try together with the old one, and after the overlap alone', async () => {
    receiver.handler = answer(500);
    const { endpoint, secret: old } = await createEndpoint(replica, accountId, receiver.url);
    await take();
    const rotation = { accountId, endpointId: endpoint.id, overlapSeconds: 60 };
    const { secret: young, endpoint: rotated } = await replica.endpoints.rotateSecret(rotation);
    expect(rotated?.rotationEndsAt).toEqual(new Date(backing.clock.now().getTime() + 60 * seconds));
    backing.clock.advance(6 * seconds);
    await replica.deliverDue();
    // Receivers refuse a time that is minutes off: the last try is verified against the clock of this machine.
    backing.clock.set(new Date(Date.now() + 61 * seconds));
    await replica.deliveries.replayDelivery({ accountId, deliveryId: await deliveryId() });
    await replica.dispatcher.settled();
    expect([0, 1, 2].map((index) => [signedBy(old, index), signedBy(young, index)])).toEqual([
      [true, false],
      [true, true],
      [false, true],
    ]);
  });

  it('without an overlap ends at once', async () => {
    const { endpoint, secret: old } = await createEndpoint(replica, accountId, receiver.url);
    const { secret: young } = await replica.endpoints.rotateSecret({
      accountId,
      endpointId: endpoint.id,
      overlapSeconds: 0,
    });
    await take();
    expect([signedBy(old, 0), signedBy(young, 0)]).toEqual([false, true]);
  });
});
