import { randomBytes } from 'node:crypto';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** Prefixes of ids; clients see all of them but `inp`. */
export type IdPrefix = 'img' | 'inp' | 'gen' | 'acct' | 'key' | 'evt' | 'req' | 'we' | 'msg' | 'user' | 'ses' | 'inv';

/**
 * A new id: prefix, ten characters of milliseconds since 1970 and 26 of randomness (130 bits), in Crockford's base 32.
 * Unguessable, and sorts by time.
 */
export function newId<Prefix extends IdPrefix>(prefix: Prefix, now = Date.now()): `${Prefix}_${string}` {
  let time = '';
  for (let rest = now, digit = 0; digit < 10; digit++, rest = Math.floor(rest / 32)) {
    time = alphabet.charAt(rest % 32) + time;
  }
  let random = '';
  for (const byte of randomBytes(26)) random += alphabet.charAt(byte % 32);
  return `${prefix}_${time}${random}`;
}

/** True for text that could be an id of this kind. */
export const isId = (prefix: IdPrefix, text: string): boolean =>
  text.startsWith(`${prefix}_`) && /^[0-9a-hjkmnp-tv-z]{36}$/.test(text.slice(prefix.length + 1));
