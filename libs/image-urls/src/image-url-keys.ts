/** Keys of 32 bytes: the first signs, all of them verify. */
export type ImageUrlKeys = readonly [Buffer, ...Buffer[]];

/** "<64 hex digits>,<64 hex digits>"; undefined where it is anything else. */
export function parseImageUrlKeys(text: string): ImageUrlKeys | undefined {
  const parts = text.split(',').map((part) => part.trim());
  if (!parts.every((part) => /^[0-9a-f]{64}$/i.test(part))) return undefined;
  const [first, ...others] = parts.map((part) => Buffer.from(part, 'hex'));
  return first && [first, ...others];
}
