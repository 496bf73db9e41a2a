import { webcrypto } from 'node:crypto';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';

const algorithms = {
  ed25519: { name: 'Ed25519' },
  p256: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
  p384: { name: 'ECDSA', namedCurve: 'P-384', hash: 'SHA-384' },
  p521: { name: 'ECDSA', namedCurve: 'P-521', hash: 'SHA-512' },
  rsa: {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: 2_048,
    publicExponent: new Uint8Array([1, 0, 1]),
  },
};
export type TestAlgorithm = keyof typeof algorithms;

const dayMs = 86_400_000;

interface Wish {
  readonly algorithm?: TestAlgorithm;
  /** Days from now. */
  readonly from?: number;
  readonly to?: number;
  readonly usages?: KeyUsageFlags;
  readonly purposes?: readonly string[];
  readonly selfSigned?: boolean;
}

/** A certificate that an authority signed, above it, and its key, in PEM as an operator has them. */
export async function testCertificate({
  algorithm = 'ed25519',
  from = -1,
  to = 365,
  usages = KeyUsageFlags.digitalSignature,
  purposes = [ExtendedKeyUsage.emailProtection],
  selfSigned = false,
}: Wish = {}): Promise<{ certificate: string; authority: string; key: string }> {
  const keysOf = async (name: TestAlgorithm) =>
    (await webcrypto.subtle.generateKey(algorithms[name], true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair;
  const [authorityKeys, keys] = [await keysOf('p256'), await keysOf(algorithm)];
  const authority = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=Test authority',
    keys: authorityKeys,
    signingAlgorithm: algorithms.p256,
    notBefore: new Date(Date.now() - 400 * dayMs),
    notAfter: new Date(Date.now() + 400 * dayMs),
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
      await SubjectKeyIdentifierExtension.create(authorityKeys.publicKey),
    ],
  });
  const extensions: Extension[] = [
    new BasicConstraintsExtension(false, undefined, true),
    new KeyUsagesExtension(usages, true),
    new ExtendedKeyUsageExtension([...purposes]),
    await AuthorityKeyIdentifierExtension.create(authorityKeys.publicKey),
  ];
  const times = { notBefore: new Date(Date.now() + from * dayMs), notAfter: new Date(Date.now() + to * dayMs) };
  const subject = 'O=Image AI,CN=Test signer';
  const certificate = selfSigned
    ? await X509CertificateGenerator.createSelfSigned({
        name: subject,
        keys,
        signingAlgorithm: algorithms[algorithm],
        extensions,
        ...times,
      })
    : await X509CertificateGenerator.create({
        subject,
        issuer: authority.subject,
        publicKey: keys.publicKey,
        signingKey: authorityKeys.privateKey,
        signingAlgorithm: algorithms.p256,
        extensions,
        ...times,
      });
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  const key = `-----BEGIN PRIVATE KEY-----\n${pkcs8}\n-----END PRIVATE KEY-----\n`;
  return { certificate: certificate.toString('pem'), authority: authority.toString('pem'), key };
}
