import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { ExtendedKeyUsage, KeyUsageFlags } from '@peculiar/x509';
import { testCertificate } from '../../test/test-certificates.js';
import { faultOf, parseCertificates, parsePrivateKey } from './signing-certificate.js';

async function faultFor(wish: Parameters<typeof testCertificate>[0]): Promise<string | undefined> {
  const { certificate, key } = await testCertificate(wish);
  return faultOf(parseCertificates(certificate), parsePrivateKey(key), new Date());
}

describe('a certificate', () => {
  it('is read with those above it, and nothing is wrong with one that may sign', async () => {
    const { certificate, authority, key } = await testCertificate();
    const chain = parseCertificates(`Bag Attributes\n${certificate}\n${authority}`);
    expect(chain.map(({ subject }) => subject)).toEqual(['O=Image AI, CN=Test signer', 'CN=Test authority']);
    expect(faultOf(chain, parsePrivateKey(key), new Date())).toBeUndefined();
  });

  it.each(['', '/etc/c2pa/tls.crt', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'])(
    'that is none is a sentence (%j)',
    (text) => {
      expect(() => parseCertificates(text)).toThrow(/^must be certificates in PEM/);
    },
  );

  it.each([
    ['has expired', { from: -9, to: -2 }, /^expired at 20\d\d-/],
    ['is not valid yet', { from: 2 }, /^is not valid before 20\d\d-/],
    ['has a key of RSA', { algorithm: 'rsa' }, /^must have a key of Ed25519, or of ECDSA/],
    ['has a key on P-521', { algorithm: 'p521' }, /^must have a key of Ed25519, or of ECDSA/],
    ['signed itself', { selfSigned: true }, /^must be signed by an authority/],
    ['is for a server', { purposes: [ExtendedKeyUsage.serverAuth] }, /^must be meant for signing/],
    ['is for another use', { usages: KeyUsageFlags.keyEncipherment }, /^must be meant for signing/],
  ] as const)('that %s is refused in one sentence', async (_what, wish, sentence) => {
    expect(await faultFor(wish)).toMatch(sentence);
  });

  it.each([ExtendedKeyUsage.emailProtection, '1.3.6.1.5.5.7.3.36', '1.3.6.1.4.1.62558.2.1'])(
    'for %s may sign',
    async (purpose) => {
      expect(await faultFor({ purposes: [purpose] })).toBeUndefined();
    },
  );

  it('of another key is refused', async () => {
    const [one, other] = [await testCertificate(), await testCertificate()];
    const fault = faultOf(parseCertificates(one.certificate), parsePrivateKey(other.key), new Date());
    expect(fault).toBe('does not belong to C2PA_PRIVATE_KEY');
  });

  it('below one that did not sign it is refused', async () => {
    const [one, other] = [await testCertificate(), await testCertificate()];
    const chain = parseCertificates(one.certificate + other.certificate);
    expect(faultOf(chain, parsePrivateKey(one.key), new Date())).toMatch(/^must go up .* number 2 did not sign/);
  });
});

describe('a private key', () => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const sealed = privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' });

  it.each(['', '/etc/c2pa/tls.key', String(sealed)])(
    'that cannot be used is a sentence that shows nothing of it',
    (text) => {
      expect(() => parsePrivateKey(text)).toThrow(
        'must be a private key in PEM, without a passphrase (a file of it is named by C2PA_PRIVATE_KEY_FILE)',
      );
    },
  );
});
