import { createHash, timingSafeEqual } from 'node:crypto';

/** Who operators are: each has a token of their own, of which only the hash is known here. */
export class Operators {
  private readonly hashes: readonly (readonly [name: string, hash: Buffer])[];

  /** @param tokenHashes name to the SHA-256 of the token, in hex, or of both that are accepted */
  constructor(tokenHashes: Readonly<Record<string, string | readonly string[]>>) {
    this.hashes = Object.entries(tokenHashes).flatMap(([name, accepted]) =>
      [accepted].flat().map((hash): [string, Buffer] => [name, Buffer.from(hash, 'hex')]),
    );
  }

  /** The name of whoever has this token. All are compared, whichever it is: time tells nothing. */
  find(token: string): string | undefined {
    const sent = createHash('sha256').update(token).digest();
    const found = this.hashes.filter(([, hash]) => timingSafeEqual(hash, sent));
    return found[0]?.[0];
  }
}
