import { type KeyObject, sign } from 'node:crypto';
import { p256, p384 } from '@noble/curves/nist.js';
import { CoseAlgorithmIdentifier } from '@trustnxt/c2pa-ts/cose';

/** How claims are signed with a key. The same claim always gets the same signature. */
export interface ClaimAlgorithm {
  readonly identifier: CoseAlgorithmIdentifier;
  readonly sign: (claim: Uint8Array) => Uint8Array;
}

/** Node signs by ECDSA with a random number; here it follows from key and claim (RFC 6979). Each with its usual hash. */
const curves = new Map([
  ['prime256v1', { curve: p256, identifier: CoseAlgorithmIdentifier.ES256 }],
  ['secp384r1', { curve: p384, identifier: CoseAlgorithmIdentifier.ES384 }],
]);

/** Undefined for keys whose signatures C2PA does not know, or that differ each time. */
export function algorithmOf(key: KeyObject): ClaimAlgorithm | undefined {
  if (key.asymmetricKeyType === 'ed25519') {
    return { identifier: CoseAlgorithmIdentifier.Ed25519, sign: (claim) => sign(null, claim, key) };
  }
  const known = curves.get(key.asymmetricKeyDetails?.namedCurve ?? '');
  if (known === undefined) return undefined;
  const scalar = Buffer.from(key.export({ format: 'jwk' }).d ?? '', 'base64url');
  return { identifier: known.identifier, sign: (claim) => known.curve.sign(claim, scalar) };
}
