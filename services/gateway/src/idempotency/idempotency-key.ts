import { AppError } from '@imageai/errors';

const maxLength = 255;
/** A string of RFC 9651: visible ASCII and spaces, quote and backslash escaped. */
const quoted = /^"(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*"$/;
const bare = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;

/** The key of an `Idempotency-Key` header, quoted (as its draft writes it) or bare; both name the same key. */
export function parseIdempotencyKey(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  const key = quoted.test(text) ? text.slice(1, -1).replace(/\\(["\\])/g, '$1') : bare.test(text) ? text : '';
  if (key !== '' && key.length <= maxLength) return key;
  throw new AppError('parameter_invalid', {
    param: 'Idempotency-Key',
    message: `Invalid header: Idempotency-Key must be 1 to ${maxLength} characters of ASCII`,
  });
}
