import type {
  AcceptedGeneration,
  DefaultWebhookSecret,
  ErrorEnvelope,
  GenerationEventData,
  WebhookDelivery,
  WebhookDeliveryDetails,
  WebhookDeliveryPage,
  WebhookResource,
  WebhookWithSecret,
} from '@imageai/api';
import { waitUntil } from '@imageai/testing';
import { afterEach, beforeAll, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import {
  Client,
  control,
  describeWithOperator,
  newAccount,
  type Received,
  Receiver,
  type ReceiverAnswer,
} from '../src/index.js';

const small = { prompt: 'a lake between hills', width: 512, height: 512, num_inference_steps: 1 };
const patience = { timeoutMs: 60_000 };

let client: Client;
const receivers: Receiver[] = [];

beforeAll(async () => {
  ({ client } = await newAccount('enterprise', { scopes: ['generate', 'read', 'manage'] }));
});

afterEach(async () => {
  for (const receiver of receivers.splice(0)) await receiver.stop();
  const { body } = await client.call<{ data: WebhookResource[] }>('GET', '/api/webhooks');
  for (const { id } of body.data) await client.call('DELETE', `/api/webhooks/${id}`);
});

async function receive(...answers: ReceiverAnswer[]): Promise<Receiver> {
  const receiver = await Receiver.start(...answers);
  receivers.push(receiver);
  return receiver;
}

async function register(url: string, event_types: string[] = []): Promise<WebhookWithSecret> {
  const { status, body } = await client.call<WebhookWithSecret>('POST', '/api/webhooks', { url, event_types });
  expect(status).toBe(201);
  return body;
}

async function generate(parameters: object = {}): Promise<AcceptedGeneration> {
  const body = { ...small, ...parameters };
  const answer = await client.call<AcceptedGeneration>('POST', '/api/generations', body);
  expect(answer.status).toBe(202);
  return answer.body;
}

interface Event {
  readonly type: string;
  readonly timestamp: string;
  readonly data: GenerationEventData;
}

/** Throws where the signature is not that of the secret. */
const verified = (secret: string, { body, headers }: Received): Event =>
  new Webhook(secret).verify(body, { ...headers }) as Event;

const idOf = ({ headers }: Received) => headers['webhook-id'] ?? '';

const deliveryOf = async (received: Received): Promise<WebhookDeliveryDetails> =>
  (await client.call<WebhookDeliveryDetails>('GET', `/api/webhooks/deliveries/${idOf(received)}`)).body;

const onceFinished = (received: Received): Promise<WebhookDeliveryDetails> =>
  waitUntil(
    async () => {
      const delivery = await deliveryOf(received);
      return delivery.finished_at !== null && delivery;
    },
    { ...patience, what: 'the end of the delivery' },
  );

describeWithOperator('an event', () => {
  it('reaches an endpoint and the webhook_url of its request, each signed with the secret it knows', async () => {
    const [mine, ofRequest] = [await receive(), await receive()];
    const { secret } = await register(mine.url);
    const { body: shown } = await client.call<DefaultWebhookSecret>('GET', '/api/webhooks/default-secret');
    const { id } = await generate({ webhook_url: ofRequest.url });
    const [toEndpoint] = await mine.got(1);
    const [toUrl] = await ofRequest.got(1);
    if (toEndpoint === undefined || toUrl === undefined) throw new Error('nothing came');
    const event = verified(secret, toEndpoint);
    expect(event).toMatchObject({ type: 'generation.succeeded', data: { id, status: 'succeeded', error: null } });
    expect(verified(shown.secret, toUrl)).toEqual(event);
    expect(() => verified(secret, toUrl)).toThrow();
    await Client.bytes(event.data.images[0]?.url ?? '');
    expect(idOf(toUrl)).not.toBe(idOf(toEndpoint));
  });

  it('goes only to those that asked for its type', async () => {
    const [wants, wantsNot, ofRequest] = [await receive(), await receive(), await receive()];
    await register(wants.url, ['generation.succeeded']);
    await register(wantsNot.url, ['generation.failed']);
    const { id } = await generate({ webhook_url: ofRequest.url, webhook_events: ['generation.failed'] });
    await wants.got(1);
    const { body } = await client.call<WebhookDeliveryPage>('GET', '/api/webhooks/deliveries?limit=100');
    const details = await Promise.all(
      body.data.map(async (delivery) =>
        client.call<WebhookDeliveryDetails>('GET', `/api/webhooks/deliveries/${delivery.id}`),
      ),
    );
    expect(details.filter((detail) => detail.body.body.includes(id)).map((detail) => detail.body.url)).toEqual([
      wants.url,
    ]);
  });

  it('that a receiver answers with 500 is tried again, under the same id, until it is taken', async () => {
    const receiver = await receive({ status: 500 }, { status: 204 });
    const { secret } = await register(receiver.url);
    await generate();
    const [first, second] = await receiver.got(2);
    if (first === undefined || second === undefined) throw new Error('nothing came');
    expect([idOf(second), second.body]).toEqual([idOf(first), first.body]);
    const times = [first, second].map(({ headers }) => Number(headers['webhook-timestamp']));
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(3);
    verified(secret, second);
    const delivery = await onceFinished(first);
    expect(delivery).toMatchObject({ status: 'delivered', attempt_count: 2, last_status_code: 204, last_error: null });
    expect(delivery.attempts.map(({ status_code }) => status_code)).toEqual([500, 204]);
    expect(delivery.body).toBe(first.body);
  });

  it('is not sent to where a receiver redirects', async () => {
    const elsewhere = await receive();
    const receiver = await receive({ status: 302, headers: { location: elsewhere.url } });
    await register(receiver.url);
    await generate();
    const [first, second] = await receiver.got(2);
    if (first === undefined || second === undefined) throw new Error('nothing came');
    expect(elsewhere.received).toEqual([]);
    expect((await onceFinished(first)).attempts.map(({ status_code }) => status_code)).toEqual([302, 204]);
  });

  it('is signed with both secrets where one is rotated between two tries', async () => {
    const receiver = await receive({ status: 500 });
    const { id, secret: old } = await register(receiver.url);
    await generate();
    await receiver.got(1);
    const { body: rotated } = await client.call<WebhookWithSecret>('POST', `/api/webhooks/${id}/rotate-secret`);
    const [first, second] = await receiver.got(2);
    if (first === undefined || second === undefined) throw new Error('nothing came');
    expect(rotated.secret).not.toBe(old);
    expect(Date.parse(rotated.rotation_ends_at ?? '')).toBeGreaterThan(Date.now());
    verified(old, first);
    expect(() => verified(rotated.secret, first)).toThrow();
    expect(verified(old, second)).toEqual(verified(rotated.secret, second));
  });

  it('is delivered again on demand: the same id and body', async () => {
    const receiver = await receive();
    await register(receiver.url);
    await generate();
    const [first] = await receiver.got(1);
    if (first === undefined) throw new Error('nothing came');
    await onceFinished(first);
    const replay = await client.call<WebhookDelivery>('POST', `/api/webhooks/deliveries/${idOf(first)}/replay`);
    expect(replay.status).toBe(202);
    const [, second] = await receiver.got(2);
    expect(second && [idOf(second), second.body]).toEqual([idOf(first), first.body]);
  });
});

describeWithOperator('an endpoint', () => {
  it('that answers 410 is disabled, its owner told why, and another endpoint told of it', async () => {
    const [gone, other] = [await receive({ status: 410 }), await receive()];
    const { id } = await register(gone.url, ['generation.succeeded']);
    await register(other.url, ['webhook.disabled']);
    await generate();
    const [told] = await other.got(1);
    expect(JSON.parse(told?.body ?? '')).toMatchObject({
      type: 'webhook.disabled',
      data: { endpoint: { id, disabled: true } },
    });
    const { body } = await client.call<WebhookResource>('GET', `/api/webhooks/${id}`);
    expect(body).toMatchObject({ disabled: true, disabled_reason: expect.stringContaining('410') });
    const test = await client.call<ErrorEnvelope>('POST', `/api/webhooks/${id}/test`);
    expect([test.status, test.body.error.code]).toEqual([400, 'parameter_invalid']);
    await client.call('PATCH', `/api/webhooks/${id}`, { disabled: false });
    expect((await client.call('POST', `/api/webhooks/${id}/test`)).status).toBe(202);
    await gone.got(2);
  });

  it('is tried with one test event', async () => {
    const receiver = await receive();
    const { id, secret } = await register(receiver.url, ['generation.failed']);
    const { status } = await client.call('POST', `/api/webhooks/${id}/test`);
    const [received] = await receiver.got(1);
    if (received === undefined) throw new Error('nothing came');
    expect([status, verified(secret, received).type]).toEqual([202, 'webhook.test']);
  });

  it.each([
    'http://10.0.0.1/',
    'http://169.254.169.254/latest/meta-data',
    'http://[::ffff:10.0.0.1]/',
    'http://[fd00::1]/',
    'http://167772161/',
    'http://0xa.0.0.1/',
    'http://012.0.0.1/',
    'http://100.64.0.1/',
    'http://[64:ff9b::10.0.0.1]/',
    'http://[2002:a00:1::]/',
  ])('cannot be %s', async (url) => {
    const { status, body } = await client.call<ErrorEnvelope>('POST', '/api/webhooks', { url });
    expect([status, body.error]).toEqual([
      400,
      {
        message: 'Invalid parameter: url must not lead to a private or reserved address',
        type: 'invalid_parameter',
        param: 'url',
        code: 'parameter_invalid',
      },
    ]);
  });

  it('of another account looks like none', async () => {
    const { id } = await register((await receive()).url);
    const { client: other } = await newAccount('starter', { scopes: ['read', 'manage'] });
    for (const method of ['GET', 'DELETE']) {
      expect((await other.call(method, `/api/webhooks/${id}`)).status).toBe(404);
    }
    expect((await other.call<WebhookDeliveryPage>('GET', '/api/webhooks/deliveries')).body.data).toEqual([]);
  });
});

describeWithOperator('a webhook_url', () => {
  it('that leads to a private address is never called', async () => {
    const url = 'http://10.0.0.1/hooks';
    await generate({ webhook_url: url });
    const [delivery] = await waitUntil(
      async () => {
        const { body } = await client.call<WebhookDeliveryPage>('GET', '/api/webhooks/deliveries?limit=100');
        const tried = body.data.filter((one) => one.url === url && one.attempt_count > 0);
        return tried.length > 0 && tried;
      },
      { ...patience, what: 'a try' },
    );
    expect(delivery).toMatchObject({
      webhook_id: null,
      last_status_code: null,
      last_error: 'The URL must not lead to a private or reserved address.',
    });
  });
});

describeWithOperator('kill -9 between a request and its event', () => {
  it.each(['gateway', 'webhooks', 'nats', 'generation'] as const)(
    'of %s: it is delivered, with one webhook-id however often',
    async (unit) => {
      const receiver = await receive();
      const { secret } = await register(receiver.url);
      const { id } = await generate({ num_inference_steps: 4 });
      await control.kill(unit);
      const received = await receiver.got(1);
      await control.allReady();
      if (received[0] === undefined) throw new Error('nothing came');
      expect(verified(secret, received[0]).data.id).toBe(id);
      await onceFinished(received[0]);
      expect(new Set(receiver.received.map(idOf)).size).toBe(1);
    },
    150_000,
  );
});

describeWithOperator('the routes of webhooks', () => {
  it('need the scope to manage for changes, and to read for the rest', async () => {
    const { client: generator } = await newAccount('starter', { scopes: ['generate'] });
    const { client: reader } = await newAccount('starter', { scopes: ['read'] });
    expect((await generator.call('GET', '/api/webhooks')).status).toBe(403);
    expect((await reader.call('GET', '/api/webhooks')).status).toBe(200);
    expect((await reader.call('POST', '/api/webhooks', { url: 'https://example.com' })).status).toBe(403);
    expect((await reader.call('GET', '/api/webhooks/default-secret')).status).toBe(403);
  });
});
