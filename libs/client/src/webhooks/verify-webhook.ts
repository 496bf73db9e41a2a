import type { WebhookEvent } from '@imageai/api';
import { WebhookVerificationError } from '../errors.js';

/** The headers of a delivery, as `fetch`, Node and its frameworks have them. */
export type WebhookHeaders =
  | { get(name: string): string | null }
  | Readonly<Record<string, string | readonly string[] | undefined>>;

export interface VerificationOptions {
  /** How far the delivery's time may be from now; 300 where absent. A copy of an old delivery is refused. */
  readonly toleranceSeconds?: number;
}

const defaultToleranceSeconds = 300;
const secretPrefix = 'whsec_';

/**
 * The event of a delivery, once it is sure who sent it: Standard Webhooks, HMAC-SHA256 over id, time and body.
 * @param body as it came, byte for byte: parsed and printed again it is another
 * @param secrets of the endpoint; several where your own change-over takes time. While the server rotates, one suffices.
 */
export async function verifyWebhook(
  body: string | Uint8Array | ArrayBuffer,
  headers: WebhookHeaders,
  secrets: string | readonly string[],
  { toleranceSeconds = defaultToleranceSeconds }: VerificationOptions = {},
): Promise<WebhookEvent> {
  const bytes = bytesOf(body);
  const keys = await Promise.all([secrets].flat().map(keyOf));
  const id = header(headers, 'webhook-id');
  const timestamp = header(headers, 'webhook-timestamp');
  const signatures = header(headers, 'webhook-signature');
  checkTime(timestamp, toleranceSeconds);

  const signed = joined(new TextEncoder().encode(`${id}.${timestamp}.`), bytes);
  if (!(await isSigned(signed, signatures, keys))) {
    throw new WebhookVerificationError('The webhook is not signed with the secret.');
  }
  return JSON.parse(new TextDecoder().decode(bytes)) as WebhookEvent;
}

/** Every signature with every key; `verify` compares in constant time. */
async function isSigned(signed: BufferSource, signatures: string, keys: readonly CryptoKey[]): Promise<boolean> {
  for (const entry of signatures.split(' ')) {
    const [version, signature] = entry.split(',');
    const bytes = version === 'v1' ? fromBase64(signature ?? '') : undefined;
    if (bytes === undefined) continue;
    for (const key of keys) {
      if (await crypto.subtle.verify('HMAC', key, bytes, signed)) return true;
    }
  }
  return false;
}

function checkTime(timestamp: string, toleranceSeconds: number): void {
  if (!/^\d{1,15}$/.test(timestamp)) throw new WebhookVerificationError('webhook-timestamp is not a time.');
  const ageSeconds = Date.now() / 1000 - Number(timestamp);
  if (Math.abs(ageSeconds) <= toleranceSeconds) return;
  throw new WebhookVerificationError(
    `The webhook is from ${ageSeconds > 0 ? 'too long ago' : 'the future'}: its time may differ by ${toleranceSeconds} s.`,
  );
}

function header(headers: WebhookHeaders, name: string): string {
  const value = typeof headers.get === 'function' ? headers.get(name) : named(headers, name);
  if (typeof value === 'string' && value !== '') return value;
  throw new WebhookVerificationError(`The webhook has no ${name} header.`);
}

/** Whatever its case: not every framework folds it. */
function named(headers: object, name: string): unknown {
  const value = Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
  return Array.isArray(value) ? value[0] : value;
}

function keyOf(secret: string): Promise<CryptoKey> {
  const bytes = fromBase64(secret.startsWith(secretPrefix) ? secret.slice(secretPrefix.length) : secret);
  if (bytes === undefined || bytes.length === 0) {
    throw new TypeError(`A webhook secret must be "${secretPrefix}" and base64.`);
  }
  return crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

function bytesOf(body: unknown): Uint8Array {
  if (typeof body === 'string') return new TextEncoder().encode(body);
  if (body instanceof ArrayBuffer) return new Uint8Array(body);
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  throw new TypeError('The body must be what came over the wire, text or bytes: once parsed it cannot be verified.');
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
