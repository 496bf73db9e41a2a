import { createHash } from 'node:crypto';

/**
 * SHA-256 of what a body says, however it was written: members in the order of their names, null as not sent. What the
 * client sent, not what defaults make of it: those may change while a key is kept.
 */
export const fingerprintOf = (body: unknown): Buffer =>
  createHash('sha256')
    .update(JSON.stringify(canonical(body)))
    .digest();

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== null && member !== undefined);
  // As pairs: an object would order names that look like numbers in its own way.
  const ordered = members.sort(([one], [other]) => (one < other ? -1 : 1));
  return { members: ordered.map(([name, member]) => [name, canonical(member)]) };
}
