import type { Call } from '../http/transport.js';
import type { RequestOptions } from '../options.js';

/** What was looked at: an account or a plan as it was answered, or its version; `*` for whatever it is by now. */
export type Versioned = { readonly version: number } | number | '*';

export function ifMatch(seen: Versioned): NonNullable<Call['headers']> {
  if (seen === '*') return { 'if-match': '*' };
  return { 'if-match': `"${typeof seen === 'number' ? seen : seen.version}"` };
}

/** A change whose answer was lost may be made: asked again, it would be refused for having been. */
export const onceOnly = (options: RequestOptions): RequestOptions => ({ maxRetries: 0, ...options });
