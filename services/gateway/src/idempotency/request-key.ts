import { randomUUID } from 'node:crypto';
import { fingerprintOf } from './fingerprint.js';
import { parseIdempotencyKey } from './idempotency-key.js';

/** What a request is known again by: the key that its client gave it, and what it says. */
export interface RequestKey {
  readonly key: string;
  readonly fingerprint: Buffer;
}

/** @param body as it was sent, before anything is filled in */
export function requestKeyOf(
  call: { header(name: string): string | undefined },
  body: unknown,
): RequestKey | undefined {
  const key = parseIdempotencyKey(call.header('idempotency-key'));
  return key === undefined ? undefined : { key, fingerprint: fingerprintOf(body) };
}

/** Lets a request whose client gave it no key be sent on again by ourselves, where an answer was lost between services. */
export const ownRequestKey = (): RequestKey => ({ key: randomUUID(), fingerprint: fingerprintOf({}) });

/** Tells the client that its request was made before, and that nothing was made by this one. */
export const showReplayed = (call: { setHeaders(headers: Readonly<Record<string, string>>): void }): void =>
  call.setHeaders({ 'idempotency-replayed': 'true' });
