import type { ByteRange } from '../backend/image-backend.js';

/**
 * What a `Range` header asks of `size` bytes (RFC 9110, 14.1.2): one range; `unsatisfiable` where it lies behind the
 * end; undefined for all that may be ignored (other units, several ranges, what cannot be read).
 */
export function byteRange(header: string | undefined, size: number): ByteRange | 'unsatisfiable' | undefined {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(header?.replaceAll(/\s/g, '') ?? '') ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return undefined;
  const suffix = first === '';
  const start = suffix ? Math.max(0, size - Number(last)) : Number(first);
  const end = suffix || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (!suffix && last !== '' && Number(last) < start) return undefined;
  return start >= size || (suffix && Number(last) === 0) ? 'unsatisfiable' : { start, end };
}
