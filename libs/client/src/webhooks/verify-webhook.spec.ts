import { describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { WebhookVerificationError } from '../errors.js';
import { verifyWebhook } from './verify-webhook.js';

const secretOf = (fill: number) => `whsec_${Buffer.alloc(32, fill).toString('base64')}`;
const secret = secretOf(1);
const body = JSON.stringify({
  type: 'generation.succeeded',
  timestamp: '2026-11-22T10:00:00Z',
  data: { prompt: 'Füße 🌄' },
});
const id = 'msg_1';

interface Delivery {
  readonly ageSeconds?: number;
  readonly signedWith?: readonly string[];
}
/** The headers of a delivery as the reference implementation of Standard Webhooks signs it. */
function headersOf({ ageSeconds = 0, signedWith = [secret] }: Delivery = {}) {
  const at = new Date(Date.now() - ageSeconds * 1000);
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': signedWith.map((one) => new Webhook(one).sign(id, at, body)).join(' '),
  };
}
const refused = (verification: Promise<unknown>, message: RegExp) =>
  expect(verification).rejects.toMatchObject({
    constructor: WebhookVerificationError,
    message: expect.stringMatching(message),
  });

describe('verifyWebhook', () => {
  it('answers the event of a delivery that the reference implementation signed', async () => {
    expect(await verifyWebhook(body, headersOf(), secret)).toEqual(JSON.parse(body));
  });

  it('takes the body as text or bytes, also as part of a larger buffer', async () => {
    const bytes = Buffer.concat([Buffer.from('xx'), Buffer.from(body)]).subarray(2);
    for (const form of [bytes, new Uint8Array(bytes), new Uint8Array(bytes).buffer]) {
      expect(await verifyWebhook(form, headersOf(), secret)).toEqual(JSON.parse(body));
    }
  });

  it('takes headers of fetch, of Node and of whoever does not fold their case', async () => {
    const headers = headersOf();
    const shouted = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), [value]]));
    for (const form of [new Headers(headers), shouted]) {
      expect(await verifyWebhook(body, form, secret)).toEqual(JSON.parse(body));
    }
  });

  it('knows a delivery by either secret while the server rotates them', async () => {
    const both = headersOf({ signedWith: [secretOf(2), secret] });
    await verifyWebhook(body, both, secret);
    await verifyWebhook(body, both, secretOf(2));
    await refused(verifyWebhook(body, both, secretOf(3)), /not signed with the secret/);
  });

  it('tries each of several secrets', async () => {
    await verifyWebhook(body, headersOf(), [secretOf(2), secret]);
    await refused(verifyWebhook(body, headersOf(), [secretOf(2), secretOf(3)]), /not signed/);
  });

  it('passes over signatures of other versions', async () => {
    const headers = headersOf();
    const others = `v1a,${'A'.repeat(88)} nonsense v2, ${headers['webhook-signature']}`;
    await verifyWebhook(body, { ...headers, 'webhook-signature': others }, secret);
    const renamed = headers['webhook-signature'].replace('v1,', 'v2,');
    await refused(verifyWebhook(body, { ...headers, 'webhook-signature': renamed }, secret), /not signed/);
  });

  it.each(['webhook-id', 'webhook-timestamp', 'webhook-signature'])('refuses a delivery without %s', async (name) => {
    await refused(verifyWebhook(body, { ...headersOf(), [name]: undefined }, secret), new RegExp(`no ${name} header`));
    await refused(verifyWebhook(body, new Headers(), secret), /no webhook-id header/);
  });

  it('refuses, as the reference does, whatever was changed after it was signed', async () => {
    const headers = headersOf();
    const later = String(Number(headers['webhook-timestamp']) + 1);
    const changes: [string, typeof headers][] = [
      [`${body} `, headers],
      [body.replace('a', 'b'), headers],
      [body, { ...headers, 'webhook-id': 'msg_2' }],
      [body, { ...headers, 'webhook-timestamp': later }],
      [body, { ...headers, 'webhook-signature': headers['webhook-signature'].slice(0, -4) }],
      [body, { ...headers, 'webhook-signature': 'v1,' }],
      [body, { ...headers, 'webhook-signature': 'v1,%%%' }],
    ];
    for (const [text, changed] of changes) {
      expect(() => new Webhook(secret).verify(text, changed)).toThrow();
      await refused(verifyWebhook(text, changed, secret), /not signed/);
    }
  });

  it('refuses a delivery from too long ago and one from the future, five minutes either way unless told', async () => {
    await verifyWebhook(body, headersOf({ ageSeconds: 290 }), secret);
    await verifyWebhook(body, headersOf({ ageSeconds: -290 }), secret);
    await refused(verifyWebhook(body, headersOf({ ageSeconds: 310 }), secret), /too long ago/);
    await refused(verifyWebhook(body, headersOf({ ageSeconds: -310 }), secret), /the future/);
    await verifyWebhook(body, headersOf({ ageSeconds: 310 }), secret, { toleranceSeconds: 600 });
    await refused(verifyWebhook(body, headersOf({ ageSeconds: 20 }), secret, { toleranceSeconds: 10 }), /too long ago/);
  });

  it.each(['', '-1', '1e3', 'soon', '9'.repeat(20)])('refuses the time %j', async (time) => {
    await refused(verifyWebhook(body, { ...headersOf(), 'webhook-timestamp': time }, secret), /webhook-timestamp/);
  });

  it.each(['', 'whsec_', 'whsec_%%%'])('says that %j is no secret, instead of trusting anybody', async (none) => {
    await expect(verifyWebhook(body, headersOf(), none)).rejects.toThrow(TypeError);
  });

  it('refuses everything where there are no secrets', async () => {
    await refused(verifyWebhook(body, headersOf(), []), /not signed/);
  });

  it('says that a body which was parsed cannot be verified', async () => {
    await expect(verifyWebhook(JSON.parse(body), headersOf(), secret)).rejects.toThrow(
      'once parsed it cannot be verified',
    );
  });
});
