import 'reflect-metadata';
import { KeyObject, webcrypto } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  SubjectAlternativeNameExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
const signingAlgorithm = { name: 'ECDSA', hash: 'SHA-256' };
const hour = 60 * 60 * 1000;

const makeKeys = () => webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);

interface IssueOptions {
  names?: readonly string[];
  from?: Date;
  to?: Date;
}

/** A certificate authority of a test. */
export class Authority {
  private constructor(
    private readonly certificate: X509Certificate,
    private readonly keys: Awaited<ReturnType<typeof makeKeys>>,
  ) {}

  static async make(name: string): Promise<Authority> {
    const keys = await makeKeys();
    const certificate = await X509CertificateGenerator.createSelfSigned({
      name: `CN=${name}`,
      keys,
      signingAlgorithm,
      notBefore: new Date(Date.now() - 72 * hour),
      notAfter: new Date(Date.now() + 72 * hour),
      extensions: [new BasicConstraintsExtension(true, undefined, true)],
    });
    return new Authority(certificate, keys);
  }

  get pem(): string {
    return this.certificate.toString('pem');
  }

  /** Writes tls.crt, tls.key and ca.crt of a new certificate, as cert-manager does. */
  async issue(folder: string, { names = ['localhost'], from, to }: IssueOptions = {}): Promise<void> {
    const keys = await makeKeys();
    const certificate = await X509CertificateGenerator.create({
      subject: `CN=${names[0]}`,
      issuer: this.certificate.subject,
      publicKey: keys.publicKey,
      signingKey: this.keys.privateKey,
      signingAlgorithm,
      notBefore: from ?? new Date(Date.now() - hour),
      notAfter: to ?? new Date(Date.now() + hour),
      extensions: [
        new SubjectAlternativeNameExtension(names.map((value) => ({ type: 'dns', value }))),
        new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth, ExtendedKeyUsage.clientAuth]),
      ],
    });
    const key = KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' });
    mkdirSync(folder, { recursive: true });
    const files = { 'ca.crt': this.pem, 'tls.key': String(key), 'tls.crt': certificate.toString('pem') };
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(join(folder, `${name}.new`), text);
      renameSync(join(folder, `${name}.new`), join(folder, name));
    }
  }
}
