import { newId } from '@imageai/api';
import { DeliveryStatus } from '@imageai/contracts/webhooks';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { answer, ok, Receiver } from './receiver.js';
import {
  type Backing,
  createEndpoint,
  deliveriesOf,
  generationEvent,
  type Replica,
  startBacking,
  startReplica,
} from './webhooks-under-test.js';

const { DELIVERY_STATUS_PENDING, DELIVERY_STATUS_DELIVERED, DELIVERY_STATUS_FAILED } = DeliveryStatus;
const seconds = 1_000;
const hours = 3_600 * seconds;
const days = 24 * hours;

let backing: Backing;
let replica: Replica;
let receiver: Receiver;
let accountId: string;

beforeAll(async () => {
  backing = await startBacking();
  replica = await startReplica(backing, { ATTEMPT_TIMEOUT_MS: 5_000 });
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

const only = async () => {
  const [delivery, ...others] = await deliveriesOf(replica, accountId);
  if (delivery === undefined || others.length > 0) throw new Error('not one delivery');
  return delivery;
};
const shown = async () => replica.deliveries.getDelivery({ accountId, deliveryId: (await only()).id });
const waitMs = async (): Promise<number> =>
  ((await only()).nextAttemptAt?.getTime() ?? Number.NaN) - backing.clock.now().getTime();
const setDisabled = (endpointId: string, disabled: boolean) =>
  replica.endpoints.updateEndpoint({ accountId, endpointId, disabled, eventTypes: undefined });
const take = async (type?: string): Promise<void> => {
  await replica.take(generationEvent({ accountId, ...(type && { type }) }));
  await replica.dispatcher.settled();
};

describe('a delivery', () => {
  it('is signed as Standard Webhooks says, and shows the generation with URLs', async () => {
    const { secret } = await createEndpoint(replica, accountId, receiver.url);
    const event = generationEvent({ accountId, prompt: 'naïve 🎨' });
    await replica.take(event);
    await receiver.got(1);
    const [request] = receiver.received;
    const verified = new Webhook(secret).verify(request?.body ?? '', request?.headers ?? {});
    const image = event.generation?.images[0];
    expect(verified).toEqual({
      type: 'generation.succeeded',
      timestamp: event.occurredAt?.toISOString(),
      data: expect.objectContaining({
        id: event.generation?.id,
        status: 'succeeded',
        images: [
          expect.objectContaining({
            id: image?.id,
            url: `https://cdn.example.com/${image?.id}.png`,
            prompt: 'naïve 🎨',
          }),
        ],
      }),
    });
    expect(request?.headers).toMatchObject({ 'content-type': 'application/json', host: `127.0.0.1:${receiver.port}` });
  });

  it('that is answered 2xx is delivered, with its one try listed', async () => {
    receiver.handler = answer(204);
    await createEndpoint(replica, accountId, receiver.url);
    await take();
    const { delivery, attempts, body } = await shown();
    expect(delivery).toMatchObject({
      status: DELIVERY_STATUS_DELIVERED,
      attempts: 1,
      lastStatusCode: 204,
      lastError: '',
    });
    expect(delivery?.finishedAt).toBeInstanceOf(Date);
    expect(attempts).toEqual([expect.objectContaining({ number: 1, statusCode: 204, error: '' })]);
    expect(body).toBe(receiver.received[0]?.body);
    expect(receiver.ids).toEqual([delivery?.id]);
  });

  it('of an event that comes twice is made once', async () => {
    await createEndpoint(replica, accountId, receiver.url);
    const event = generationEvent({ accountId });
    await Promise.all([replica.take(event), replica.take(event)]);
    await replica.take(event);
    await replica.dispatcher.settled();
    expect(receiver.received).toHaveLength(1);
    expect(await deliveriesOf(replica, accountId)).toHaveLength(1);
  });

  it('goes to every endpoint that wants the type, and to no other account’s', async () => {
    await createEndpoint(replica, accountId, `${receiver.url}/all`);
    await createEndpoint(replica, accountId, `${receiver.url}/failures`, ['generation.failed']);
    await createEndpoint(replica, newId('acct'), `${receiver.url}/stranger`);
    await take('generation.succeeded');
    await take('generation.failed');
    await take('generation.running');
    expect(receiver.received.map(({ path }) => path).sort()).toEqual(['/hook/all', '/hook/all', '/hook/failures']);
  });

  it('goes to the URL that the request named too, signed with the account’s default secret', async () => {
    const { secret } = await replica.endpoints.getDefaultSecret({ accountId });
    await createEndpoint(replica, accountId, `${receiver.url}/endpoint`);
    const webhook = { url: `${receiver.url}/request`, eventTypes: [] };
    await replica.take(generationEvent({ accountId, webhook }));
    await receiver.got(2);
    const request = receiver.received.find(({ path }) => path === '/hook/request');
    expect(() => new Webhook(secret).verify(request?.body ?? '', request?.headers ?? {})).not.toThrow();
    expect(new Set(receiver.ids).size).toBe(2);
  });

  it('goes to the request’s URL only for the types that the request named', async () => {
    const webhook = { url: receiver.url, eventTypes: ['generation.failed'] };
    await replica.take(generationEvent({ accountId, webhook }));
    await replica.take(generationEvent({ accountId, webhook, type: 'generation.failed' }));
    await replica.dispatcher.settled();
    expect(receiver.received.map(({ body }) => JSON.parse(body).type)).toEqual(['generation.failed']);
  });
});

describe('a receiver that fails', () => {
  beforeEach(async () => {
    await createEndpoint(replica, accountId, receiver.url);
  });

  it('with 500 is tried again after the waits, with the same id and body, ten times in all', async () => {
    receiver.handler = answer(500);
    await take();
    const waits: number[] = [];
    for (let tries = 1; tries < 10; tries += 1) {
      expect(await only()).toMatchObject({ status: DELIVERY_STATUS_PENDING, attempts: tries, lastStatusCode: 500 });
      waits.push(await waitMs());
      backing.clock.advance(waits.at(-1) ?? 0);
      await replica.deliverDue();
    }
    const planned = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];
    for (const [index, wait] of waits.entries()) {
      expect(wait / seconds).toBeGreaterThanOrEqual((planned[index] ?? 0) - 0.001);
      expect(wait / seconds).toBeLessThanOrEqual((planned[index] ?? 0) * 1.1);
    }
    expect(await only()).toMatchObject({ status: DELIVERY_STATUS_FAILED, attempts: 10, nextAttemptAt: undefined });
    expect(receiver.received).toHaveLength(10);
    expect(new Set(receiver.ids).size).toBe(1);
    expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1);
    const stamps = receiver.received.map(({ headers }) => Number(headers['webhook-timestamp']));
    expect(new Set(stamps).size).toBe(10);
    expect((await shown()).attempts.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('is not tried before its wait is over', async () => {
    receiver.handler = answer(500);
    await take();
    backing.clock.advance(4.9 * seconds);
    await replica.deliverDue();
    expect(receiver.received).toHaveLength(1);
  });

  it('and says when to come back is left alone until then', async () => {
    receiver.handler = answer(503, { 'retry-after': '3600' });
    await take();
    expect(await waitMs()).toBe(3_600 * seconds);
  });

  it('and says to come back in a year is tried again in a day', async () => {
    receiver.handler = answer(429, { 'retry-after': String(365 * 24 * 3_600) });
    await take();
    expect(await waitMs()).toBe(1 * days);
  });

  it('by a redirect is not followed, and its owner reads why', async () => {
    const elsewhere = await Receiver.start();
    receiver.handler = answer(307, { location: elsewhere.url });
    await take();
    expect(elsewhere.received).toHaveLength(0);
    expect(await only()).toMatchObject({
      status: DELIVERY_STATUS_PENDING,
      lastStatusCode: 307,
      lastError: expect.stringContaining('redirects are not followed'),
    });
    await elsewhere.stop();
  });

  it('by closing the connection is tried again', async () => {
    receiver.handler = (_response, _received, request) => request.socket.destroy();
    await take();
    const lastError = 'The connection was closed before an answer came.';
    expect(await only()).toMatchObject({ status: DELIVERY_STATUS_PENDING, lastStatusCode: 0, lastError });
  });

  it('by not listening is tried again', async () => {
    const { port } = receiver;
    await receiver.stop();
    receiver = await Receiver.start();
    const other = newId('acct');
    await createEndpoint(replica, other, `http://127.0.0.1:${port}/`);
    await replica.take(generationEvent({ accountId: other }));
    await replica.dispatcher.settled();
    const [delivery] = await deliveriesOf(replica, other);
    expect(delivery).toMatchObject({ lastError: 'The connection was refused.', status: DELIVERY_STATUS_PENDING });
  });

  it('by sending without end is cut off after some KiB, and what it said stands', async () => {
    let sent = 0;
    const chunk = Buffer.alloc(64 * 1024, 'x');
    receiver.handler = (response) => {
      const more = (): void => {
        while (!response.destroyed && response.write(chunk)) sent += chunk.length;
        sent += chunk.length;
      };
      response.on('drain', more).writeHead(200);
      more();
    };
    await take();
    const { delivery, attempts } = await shown();
    expect(delivery?.status).toBe(DELIVERY_STATUS_DELIVERED);
    expect(attempts[0]?.responseBody).toHaveLength(4_096);
    expect(sent).toBeLessThan(64 * 1024 * 1024);
  });

  it('with a text that Postgres cannot hold is recorded all the same', async () => {
    receiver.handler = (response) => response.writeHead(500).end(Buffer.from('a\0b\xff\xfe🎨', 'latin1'));
    await take();
    expect((await shown()).attempts[0]?.responseBody).toMatch(/^ab/);
  });

  it('with 410 gets no more: the endpoint is disabled, its owner reads why, and the others of the account are told', async () => {
    const witness = await Receiver.start();
    await createEndpoint(replica, accountId, witness.url, ['webhook.disabled']);
    receiver.handler = answer(410);
    await take();
    await replica.deliverDue();
    const { endpoints } = await replica.endpoints.listEndpoints({ accountId });
    const disabled = endpoints.find(({ url }) => url === receiver.url);
    expect(disabled).toMatchObject({ disabled: true, disabledReason: expect.stringContaining('410') });
    expect(witness.received.map(({ body }) => JSON.parse(body))).toEqual([
      expect.objectContaining({
        type: 'webhook.disabled',
        data: { endpoint: expect.objectContaining({ id: disabled?.id, disabled: true }) },
      }),
    ]);
    await take();
    expect(receiver.received).toHaveLength(1);
    const deliveries = await deliveriesOf(replica, accountId);
    expect(deliveries.find(({ url }) => url === receiver.url)?.status).toBe(DELIVERY_STATUS_FAILED);
    await witness.stop();
  });

  it('for days is disabled with a reason, one success in between starts the days anew', async () => {
    receiver.handler = answer(500);
    await take();
    backing.clock.advance(4 * days);
    receiver.handler = ok;
    await take();
    receiver.handler = answer(502);
    await take();
    const endpoint = async () => (await replica.endpoints.listEndpoints({ accountId })).endpoints[0];
    backing.clock.advance(4.9 * days);
    await take();
    expect(await endpoint()).toMatchObject({ disabled: false, failingSince: expect.any(Date) });
    backing.clock.advance(0.1 * days);
    await take();
    expect(await endpoint()).toMatchObject({
      disabled: true,
      disabledReason: 'Every try failed for 5 days; the last one: The answer was 502: only 200 to 299 is success.',
      disabledAt: backing.clock.now(),
    });
  });

  it('and is disabled by its owner gets nothing: what was waiting fails, and can be replayed', async () => {
    receiver.handler = answer(500);
    await take();
    const [endpoint] = (await replica.endpoints.listEndpoints({ accountId })).endpoints;
    const endpointId = endpoint?.id ?? '';
    await setDisabled(endpointId, true);
    backing.clock.advance(10 * seconds);
    await replica.deliverDue();
    expect(await only()).toMatchObject({ status: DELIVERY_STATUS_FAILED, attempts: 1 });
    const deliveryId = (await only()).id;
    await expect(replica.deliveries.replayDelivery({ accountId, deliveryId })).rejects.toThrow('enable it first');
    receiver.handler = ok;
    await setDisabled(endpointId, false);
    await replica.deliveries.replayDelivery({ accountId, deliveryId });
    await replica.dispatcher.settled();
    expect(await only()).toMatchObject({ status: DELIVERY_STATUS_DELIVERED, attempts: 2 });
  });
});

it('a receiver that hangs, before or within its answer, is given up when the time-out is over', async () => {
  const impatient = await startReplica(backing, { ATTEMPT_TIMEOUT_MS: 200 });
  await createEndpoint(impatient, accountId, receiver.url);
  for (const handler of [
    () => undefined,
    (response: { write(text: string): unknown }) => response.write('half an ans'),
  ]) {
    receiver.handler = handler as never;
    await impatient.take(generationEvent({ accountId }));
    await impatient.dispatcher.settled();
    backing.clock.advance(1);
  }
  const lastError = 'There was no complete answer within 0.2 s.';
  expect(await deliveriesOf(replica, accountId)).toEqual([
    expect.objectContaining({ status: DELIVERY_STATUS_PENDING, lastStatusCode: 0, lastError }),
    expect.objectContaining({ status: DELIVERY_STATUS_PENDING, lastStatusCode: 200, lastError }),
  ]);
  await impatient.stop();
});

describe('a replay', () => {
  it('sends the same body with the same id again, with all waits before it', async () => {
    await createEndpoint(replica, accountId, receiver.url);
    await take();
    const { id } = await only();
    backing.clock.advance(1 * hours);
    receiver.handler = answer(500);
    await replica.deliveries.replayDelivery({ accountId, deliveryId: id });
    await replica.dispatcher.settled();
    expect(await only()).toMatchObject({ id, status: DELIVERY_STATUS_PENDING, attempts: 2 });
    expect(await waitMs()).toBeLessThan(6 * seconds);
    const [first, second] = receiver.received;
    expect(second?.body).toBe(first?.body);
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    expect(second?.headers['webhook-timestamp']).not.toBe(first?.headers['webhook-timestamp']);
  });

  it('of one that waits for its next try makes it now', async () => {
    receiver.handler = answer(500);
    await createEndpoint(replica, accountId, receiver.url);
    await take();
    receiver.handler = ok;
    await replica.deliveries.replayDelivery({ accountId, deliveryId: (await only()).id });
    await replica.dispatcher.settled();
    expect(await only()).toMatchObject({ status: DELIVERY_STATUS_DELIVERED, attempts: 2 });
  });

  it('of a delivery to an endpoint that was deleted is refused', async () => {
    const { endpoint } = await createEndpoint(replica, accountId, receiver.url);
    await take();
    await replica.endpoints.deleteEndpoint({ accountId, endpointId: endpoint.id });
    const { id } = await only();
    await expect(replica.deliveries.replayDelivery({ accountId, deliveryId: id })).rejects.toThrow('was deleted');
  });
});

describe('a test event', () => {
  it('reaches the endpoint whatever types it takes, and is tried once', async () => {
    receiver.handler = answer(404);
    const { endpoint } = await createEndpoint(replica, accountId, receiver.url, ['quota.warning']);
    const { delivery } = await replica.endpoints.sendTestEvent({ accountId, endpointId: endpoint.id });
    await replica.dispatcher.settled();
    expect(JSON.parse(receiver.received[0]?.body ?? '')).toMatchObject({
      type: 'webhook.test',
      data: { endpoint: { id: endpoint.id, url: receiver.url } },
    });
    expect(await only()).toMatchObject({ id: delivery?.id, status: DELIVERY_STATUS_FAILED, attempts: 1 });
  });

  it('to an endpoint that is disabled is refused', async () => {
    const { endpoint } = await createEndpoint(replica, accountId, receiver.url);
    await setDisabled(endpoint.id, true);
    const asked = replica.endpoints.sendTestEvent({ accountId, endpointId: endpoint.id });
    await expect(asked).rejects.toThrow('enable it first');
  });
});
