import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import {
  AuthenticationError,
  type GenerationEvent,
  ImageAI,
  type ImageAIOptions,
  InvalidRequestError,
  NotFoundError,
  PermissionDeniedError,
  RateLimitError,
  verifyWebhook,
  WebhookVerificationError,
} from '@imageai/client';
import { describe, expect, it } from '@jest/globals';
import { type AccountOptions, control, describeWithOperator, newAccount, stand } from '../src/index.js';

const small = { prompt: 'a lake between hills', width: 512, height: 512, num_inference_steps: 2 } as const;
/** Long enough to be still under way when the next request comes. */
const long = { ...small, width: 1024, height: 1024, num_inference_steps: 100 } as const;

async function newClient(
  plan: Parameters<typeof newAccount>[0],
  account: AccountOptions = {},
  options: Partial<ImageAIOptions> = {},
): Promise<ImageAI> {
  const { key } = await newAccount(plan, account);
  return new ImageAI({ apiKey: key, baseUrl: stand.url, ...options });
}

/** A network that loses the first answers to POSTs after the server gave them. */
function losing(answers: number): typeof fetch {
  let lost = 0;
  return async (input, init) => {
    const response = await fetch(input, init);
    if (init?.method !== 'POST' || lost >= answers) return response;
    lost++;
    await response.arrayBuffer();
    throw new TypeError('connection lost');
  };
}

/** A network that cuts the first streams of events after their first piece. */
function cutting(streams: number): typeof fetch {
  let cut = 0;
  return async (input, init) => {
    const response = await fetch(input, init);
    if (!String(input).endsWith('/events') || cut >= streams) return response;
    cut++;
    const afterFirst = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        controller.enqueue(chunk);
        controller.error(new TypeError('connection lost'));
      },
    });
    return new Response(response.body?.pipeThrough(afterFirst), response);
  };
}

async function statesOf(client: ImageAI, id: string): Promise<string[]> {
  const states: string[] = [];
  for await (const event of client.generations.stream(id)) {
    // Without a number: the same state told anew, since the place in the queue moved.
    if (event.type !== 'progress' && event.id) states.push(`${event.id} ${event.type}`);
  }
  return states;
}

describe('@imageai/client', () => {
  it('makes a picture and fetches its file', async () => {
    const client = await newClient('starter');
    const image = await client.generate({ ...small, seed: 11, output_format: 'webp' });
    expect(image).toMatchObject({ width: 512, height: 512, seed: 11, prompt: small.prompt });
    const bytes = Buffer.from(await client.download(image));
    expect(bytes.subarray(8, 12).toString('latin1')).toBe('WEBP');
  });

  it('makes several at once', async () => {
    const { images, failed } = await (await newClient('professional')).generate({ ...small, n: 2, seed: 1 });
    expect(images?.map(({ seed }) => seed)).toEqual([1, 2]);
    expect(failed).toEqual([]);
  });

  it('creates work, waits for its end, and finds it again', async () => {
    const client = await newClient('starter');
    const { id, status } = await client.generations.create(small, { headers: { 'x-request-id': 'client-e2e' } });
    expect(['queued', 'running', 'succeeded']).toContain(status);
    const ended = await client.generations.wait(id);
    expect(ended).toMatchObject({ id, status: 'succeeded', images: [{ width: 512 }], error: null });
    expect(await client.generations.get(id)).toEqual(ended);
    const { data } = await client.generations.list({ request_id: 'client-e2e', limit: 100 });
    expect(data.map((generation) => generation.id)).toContain(id);
  });

  it('tells what happens while it happens, and of the end the whole generation', async () => {
    const client = await newClient('starter');
    const { id } = await client.generations.create({ ...small, num_inference_steps: 50 });
    const events: GenerationEvent[] = [];
    for await (const event of client.generations.stream(id)) events.push(event);
    const steps = events.flatMap((event) => (event.type === 'progress' ? [event.data] : []));
    expect(steps.length).toBeGreaterThan(0);
    expect(steps.every(({ step, of }) => step > 0 && step <= of && of === 50)).toBe(true);
    expect(events.at(-1)).toMatchObject({ type: 'succeeded', data: await client.generations.get(id) });
  });

  it('misses no state and tells none twice, however often the stream is cut', async () => {
    const client = await newClient('starter', {}, { fetch: cutting(3) });
    const { id } = await client.generations.create({ ...small, num_inference_steps: 20 });
    expect(await statesOf(client, id)).toEqual(['1 queued', '2 running', '3 succeeded']);
  });

  it('goes through all generations, newest first, page after page', async () => {
    const client = await newClient('enterprise');
    const made: string[] = [];
    for (let seed = 0; seed < 3; seed++) made.unshift((await client.generations.create({ ...small, seed })).id);
    const seen: string[] = [];
    for await (const { id } of client.generations.iterate({ limit: 2 })) {
      seen.push(id);
      if (seen.length === made.length) break;
    }
    expect(seen).toEqual(made);
  });

  it('cancels what is under way, and whoever waits for it learns so', async () => {
    const client = await newClient('professional');
    const { id } = await client.generations.create({ ...long, n: 2 });
    const waiting = client.generations.wait(id);
    expect((await client.generations.cancel(id)).status).toBe('cancelled');
    expect((await waiting).status).toBe('cancelled');
  });

  it('makes one picture, counted once, though the answers of two tries are lost', async () => {
    const client = await newClient('professional', {}, { fetch: losing(2) });
    const image = await client.generate({ ...small, seed: 3 });
    const { data } = await client.generations.list();
    expect(data).toMatchObject([{ status: 'succeeded', images: [{ id: image.id }] }]);
    expect(data).toHaveLength(1);
  });

  it('makes nothing anew for a key that the caller keeps', async () => {
    const client = await newClient('professional');
    const order = { idempotencyKey: 'order-7' };
    const first = await client.generations.create(small, order);
    expect((await client.generations.create(small, order)).id).toBe(first.id);
    await expect(client.generations.create({ ...small, seed: 1 }, order)).rejects.toMatchObject({
      constructor: InvalidRequestError,
      code: 'idempotency_mismatch',
    });
  });

  it('lists the models, and makes a picture with the one that is taken where none is named', async () => {
    const client = await newClient('enterprise');
    const models = await client.models.list();
    expect(models[0]).toMatchObject({ default: true, status: 'ready' });
    for (const { id } of models) expect(await client.models.get(id)).toMatchObject({ id });
    await client.generate({ ...small, model: models[0]?.id ?? '' });
  });

  it('finds a picture among those that are kept, and deletes it with its file', async () => {
    const client = await newClient('starter');
    const { id, url } = await client.generate(small);
    expect(await client.images.get(id)).toMatchObject({ id, url, width: 512 });
    expect((await client.images.list({ limit: 1 })).data).toMatchObject([{ id }]);
    await client.images.delete(id);
    await expect(client.images.get(id)).rejects.toThrow(NotFoundError);
    await expect(client.download({ url })).rejects.toMatchObject({ constructor: NotFoundError, status: 410 });
  });

  it('throws the class of each error, with all that the answer says', async () => {
    const client = await newClient('starter');
    await expect(client.generate({ ...small, num_inference_steps: 101 })).rejects.toMatchObject({
      constructor: InvalidRequestError,
      status: 400,
      code: 'parameter_invalid',
      type: 'invalid_parameter',
      param: 'num_inference_steps',
      requestId: expect.stringMatching(/./),
    });
    await expect(client.generate({ ...small, n: 2 })).rejects.toThrow(PermissionDeniedError);
    await expect(client.generations.get('gen_0')).rejects.toThrow(NotFoundError);
    await expect(client.generations.wait('gen_0')).rejects.toThrow(NotFoundError);
    const stranger = new ImageAI({ apiKey: 'iai_live_nobody', baseUrl: stand.url });
    await expect(stranger.generate(small)).rejects.toThrow(AuthenticationError);
  });
});

describeWithOperator('@imageai/client and webhooks', () => {
  it('believes what the platform delivers, by the secret of before and the new one while both are in force', async () => {
    const deliveries = Promise.withResolvers<{ body: Buffer; headers: IncomingHttpHeaders }>();
    const receiver = createServer(async (request, response) => {
      deliveries.resolve({ body: await buffer(request), headers: request.headers });
      response.writeHead(204).end();
    });
    const host = stand.operator?.receiverHost ?? '127.0.0.1';
    await once(receiver.listen(0, host), 'listening');
    try {
      const client = await newClient('professional', { scopes: ['generate', 'read', 'manage'] });
      const url = `http://${host}:${(receiver.address() as AddressInfo).port}/hook`;
      const { id, secret } = await client.webhooks.create({ url, event_types: ['generation.succeeded'] });
      const renewed = await client.webhooks.rotateSecret(id);
      const generation = await client.generations.create(small);

      const { body, headers } = await deliveries.promise;
      for (const known of [secret, renewed.secret]) {
        const event = await verifyWebhook(body, headers, known);
        expect(event).toMatchObject({ type: 'generation.succeeded', data: { id: generation.id, status: 'succeeded' } });
      }
      const stranger = `whsec_${Buffer.alloc(32).toString('base64')}`;
      await expect(verifyWebhook(body, headers, stranger)).rejects.toThrow(WebhookVerificationError);
      await expect(verifyWebhook(`${body} `, headers, secret)).rejects.toThrow(WebhookVerificationError);

      const [delivery] = (await client.webhooks.deliveries.list({ webhook_id: id })).data;
      expect(delivery?.id).toBe(headers['webhook-id']);
      await client.webhooks.delete(id);
      await expect(client.webhooks.get(id)).rejects.toThrow(NotFoundError);
    } finally {
      receiver.close();
    }
  });
});

describeWithOperator('@imageai/client and a gateway that restarts', () => {
  it('follows a generation to its end without missing a state', async () => {
    const client = await newClient('starter');
    const { id } = await client.generations.create(long);
    const [states] = await Promise.all([statesOf(client, id), control.restart('gateway')]);
    expect(states).toEqual(['1 queued', '2 running', '3 succeeded']);
  });
});

describeWithOperator('@imageai/client and limits', () => {
  it('waits for the minute as long as the server says, and no longer than the caller wants', async () => {
    const client = await newClient('starter', { limits: { requestsPerMinute: 1 } });
    await client.generate(small);
    const refused = await client.generate(small, { maxRetries: 0 }).catch((error: unknown) => error);
    expect(refused).toMatchObject({ constructor: RateLimitError, retryAfterMs: expect.any(Number) });
    await expect(client.generate(small, { signal: AbortSignal.timeout(500) })).rejects.toMatchObject({
      name: 'TimeoutError',
    });
  });

  it('does not wait for a month', async () => {
    const client = await newClient('starter', { limits: { imagesPerMonth: 1 } });
    await client.generate(small);
    await expect(client.generate(small)).rejects.toMatchObject({ code: 'monthly_quota_exceeded', shouldRetry: false });
  });
});
