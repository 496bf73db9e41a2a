import { expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { newSigningSecret, toSecretText } from '../secrets/signing-secret.js';
import { signedHeaders } from './signature.js';

const body = '{"type":"generation.succeeded","data":{"prompt":"naïve 🎨"}}';

it('is what the reference implementation of Standard Webhooks signs and accepts', () => {
  const at = new Date();
  const secret = newSigningSecret();
  const headers = signedHeaders('msg_1', at, body, [secret]);
  const reference = new Webhook(toSecretText(secret));
  expect(headers['webhook-signature']).toBe(reference.sign('msg_1', at, body));
  expect(reference.verify(body, { ...headers })).toEqual(JSON.parse(body));
});

it('during a rotation satisfies receivers that know either secret, and no other', () => {
  const secrets = [newSigningSecret(), newSigningSecret()];
  const headers = { ...signedHeaders('msg_1', new Date(), body, secrets) };
  expect(headers['webhook-signature'].split(' ')).toHaveLength(2);
  for (const secret of secrets) expect(() => new Webhook(toSecretText(secret)).verify(body, headers)).not.toThrow();
  expect(() => new Webhook(toSecretText(newSigningSecret())).verify(body, headers)).toThrow();
});

it('does not hold for another id, time or body', () => {
  const secret = newSigningSecret();
  const receiver = new Webhook(toSecretText(secret));
  const headers = { ...signedHeaders('msg_1', new Date(), body, [secret]) };
  expect(() => receiver.verify(body, { ...headers, 'webhook-id': 'msg_2' })).toThrow();
  const later = String(Number(headers['webhook-timestamp']) + 1);
  expect(() => receiver.verify(body, { ...headers, 'webhook-timestamp': later })).toThrow();
  expect(() => receiver.verify(body.replace('naïve', 'naive'), headers)).toThrow();
});
