import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  X509Certificate,
} from '@peculiar/x509';
import { algorithmOf } from './claim-algorithm.js';

/** The certificate that manifests are signed with, and those between it and an authority that validators know. */
export type CertificateChain = readonly [X509Certificate, ...X509Certificate[]];

const pemCertificates = /-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----/gs;

/** Purposes of a certificate by which validators let it sign: e-mail, documents, and C2PA's own. */
const signingUsages = ['1.3.6.1.5.5.7.3.4', '1.3.6.1.5.5.7.3.36', '1.3.6.1.4.1.62558.2.1'];

/** Throws a sentence where the text holds none. */
export function parseCertificates(pem: string): CertificateChain {
  try {
    const [first, ...others] = (pem.match(pemCertificates) ?? []).map((text) => new X509Certificate(text));
    if (first !== undefined) return [first, ...others];
  } catch {
    // What it holds looks like a certificate and is none.
  }
  throw new Error('must be certificates in PEM (a file of them is named by C2PA_CERTIFICATE_FILE)');
}

/** Throws a sentence that shows nothing of it. */
export function parsePrivateKey(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    throw new Error(
      'must be a private key in PEM, without a passphrase (a file of it is named by C2PA_PRIVATE_KEY_FILE)',
    );
  }
}

/** Why manifests that are signed with these would not be valid; undefined where they would. */
export function faultOf([certificate, ...others]: CertificateChain, key: KeyObject, now: Date): string | undefined {
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' });
  if (!publicKey.equals(Buffer.from(certificate.publicKey.rawData))) return 'does not belong to C2PA_PRIVATE_KEY';
  if (algorithmOf(key) === undefined) {
    return 'must have a key of Ed25519, or of ECDSA on P-256 or P-384: with others the same image would not be the same bytes';
  }
  if (certificate.notAfter <= now) return `expired at ${certificate.notAfter.toISOString()}`;
  if (certificate.notBefore > now) return `is not valid before ${certificate.notBefore.toISOString()}`;
  if (certificate.subject === certificate.issuer || !certificate.getExtension(AuthorityKeyIdentifierExtension)) {
    return 'must be signed by an authority and name its key (authorityKeyIdentifier): validators refuse what signed itself';
  }
  if (!maySign(certificate)) {
    return 'must be meant for signing: no CA, with a critical keyUsage digitalSignature and an extendedKeyUsage of emailProtection, documentSigning or C2PA claim signing';
  }
  const chain = [certificate, ...others];
  const gap = chain.findIndex((one, i) => i > 0 && chain[i - 1]?.issuer !== one.subject);
  return gap === -1
    ? undefined
    : `must go up certificate by certificate: number ${gap + 1} did not sign the one before`;
}

function maySign(certificate: X509Certificate): boolean {
  const usage = certificate.getExtension(KeyUsagesExtension);
  const purposes = certificate.getExtension(ExtendedKeyUsageExtension)?.usages ?? [];
  return (
    certificate.getExtension(BasicConstraintsExtension)?.ca !== true &&
    usage?.critical === true &&
    (usage.usages & KeyUsageFlags.digitalSignature) !== 0 &&
    purposes.some((purpose) => signingUsages.includes(String(purpose)))
  );
}
