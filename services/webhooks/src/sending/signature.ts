import { createHmac } from 'node:crypto';

export interface SignedHeaders {
  readonly 'webhook-id': string;
  readonly 'webhook-timestamp': string;
  readonly 'webhook-signature': string;
}

/**
 * The headers of Standard Webhooks: one signature a secret, HMAC-SHA-256 over `id.timestamp.body`.
 * @param at when this try is made; receivers refuse what is minutes old
 * @param secrets the newest first; more than one during a rotation
 */
export function signedHeaders(id: string, at: Date, body: string, secrets: readonly Buffer[]): SignedHeaders {
  const timestamp = String(Math.floor(at.getTime() / 1_000));
  const content = `${id}.${timestamp}.${body}`;
  const signatures = secrets.map((secret) => `v1,${createHmac('sha256', secret).update(content).digest('base64')}`);
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}
