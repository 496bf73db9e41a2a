/** A key that signing secrets are encrypted with; its name is stored beside what it encrypted. */
export interface SecretKey {
  readonly name: string;
  /** 32 bytes. */
  readonly key: Buffer;
}

export type SecretKeys = readonly [SecretKey, ...SecretKey[]];

/** "2026:<64 hex digits>,2025:<64 hex digits>"; throws in words that show nothing of it. */
export function parseSecretKeys(text: string): SecretKeys {
  const [first, ...others] = text.split(',').map((item) => {
    const [, name, hex] = /^\s*([\w-]{1,40}):([0-9a-fA-F]{64})\s*$/.exec(item) ?? [];
    if (name === undefined || hex === undefined) {
      throw new Error('must be keys like name:64 hex digits, separated by commas');
    }
    return { name, key: Buffer.from(hex, 'hex') };
  });
  if (first === undefined) throw new Error('must name a key');
  if (new Set([first, ...others].map(({ name }) => name)).size <= others.length) {
    throw new Error('must not name two keys alike');
  }
  return [first, ...others];
}
