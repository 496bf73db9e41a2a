import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { type ChannelCredentials, credentials, experimental, ServerCredentials } from '@grpc/grpc-js';
import type { Logger } from '@imageai/telemetry';

type CaListener = experimental.CaCertificateUpdateListener;
type IdentityListener = experimental.IdentityCertificateUpdateListener;

interface Files {
  readonly ca: Buffer;
  readonly certificate: Buffer;
  readonly privateKey: Buffer;
}

/**
 * A service's certificate, its key and the authority that both sides trust: `tls.crt`, `tls.key` and `ca.crt` of one
 * folder, as cert-manager writes them. They are read again while the process runs, so that a rotation needs no restart.
 * What cannot be used (half written, expired, another's key) is said and not taken: what worked before goes on.
 */
export class TlsFolder implements experimental.CertificateProvider {
  private readonly caListeners = new Set<CaListener>();
  private readonly identityListeners = new Set<IdentityListener>();
  private files: Files;
  private timer: NodeJS.Timeout | undefined;
  private complaint = '';

  /** Throws a sentence where the files cannot be used. */
  constructor(
    private readonly folder: string,
    private readonly logger: Logger,
    private readonly intervalMs = 10_000,
  ) {
    this.files = readFiles(folder);
  }

  addCaCertificateListener(listener: CaListener): void {
    this.caListeners.add(listener);
    this.watch();
    process.nextTick(listener, { caCertificate: this.files.ca });
  }

  removeCaCertificateListener(listener: CaListener): void {
    this.caListeners.delete(listener);
    this.watch();
  }

  addIdentityCertificateListener(listener: IdentityListener): void {
    this.identityListeners.add(listener);
    this.watch();
    process.nextTick(listener, this.files);
  }

  removeIdentityCertificateListener(listener: IdentityListener): void {
    this.identityListeners.delete(listener);
    this.watch();
  }

  /** Only while somebody listens. */
  private watch(): void {
    const wanted = this.caListeners.size + this.identityListeners.size > 0;
    if (wanted) this.timer ??= setInterval(() => this.readAgain(), this.intervalMs).unref();
    else {
      clearInterval(this.timer);
      this.timer = undefined;
    }
  }

  private readAgain(): void {
    try {
      const files = readFiles(this.folder);
      this.complaint = '';
      if (equal(files, this.files)) return;
      this.files = files;
      this.logger.info({ folder: this.folder }, 'took a new certificate');
      for (const listener of this.caListeners) listener({ caCertificate: files.ca });
      for (const listener of this.identityListeners) listener(files);
    } catch (error) {
      const { message } = error as Error;
      // Once, and not at every look.
      if (message !== this.complaint) this.logger.error({ folder: this.folder }, message);
      this.complaint = message;
    }
  }
}

/** The certificate of a process that has one; without a folder calls go unencrypted. */
export function openTls(folder: string | undefined, logger: Logger): TlsFolder | undefined {
  return folder === undefined ? undefined : new TlsFolder(folder, logger);
}

/** Whoever calls has to show a certificate of the same authority. */
export function serverCredentials(tls: TlsFolder | undefined): ServerCredentials {
  if (tls === undefined) return ServerCredentials.createInsecure();
  return experimental.createCertificateProviderServerCredentials(tls, tls, true);
}

/** Whoever is called has to show a certificate of the same authority for the name that it is called by. */
export function channelCredentials(tls: TlsFolder | undefined): ChannelCredentials {
  if (tls === undefined) return credentials.createInsecure();
  return experimental.createCertificateProviderChannelCredentials(tls, tls);
}

function readFiles(folder: string): Files {
  const files = {
    ca: read(folder, 'ca.crt'),
    certificate: read(folder, 'tls.crt'),
    privateKey: read(folder, 'tls.key'),
  };
  try {
    createSecureContext({ ca: files.ca, cert: files.certificate, key: files.privateKey });
  } catch (error) {
    throw new Error(`${folder} holds no certificate with its key: ${(error as Error).message}.`, { cause: error });
  }
  const { validFromDate, validToDate } = new X509Certificate(files.certificate);
  const now = new Date();
  if (now > validToDate) throw new Error(`The certificate in ${folder} expired at ${validToDate.toISOString()}.`);
  if (now < validFromDate) {
    throw new Error(`The certificate in ${folder} is not valid before ${validFromDate.toISOString()}.`);
  }
  return files;
}

function read(folder: string, name: string): Buffer {
  try {
    return readFileSync(join(folder, name));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(`${join(folder, name)}, for TLS between services, cannot be read (${code}).`, { cause: error });
  }
}

const equal = (a: Files, b: Files): boolean =>
  a.ca.equals(b.ca) && a.certificate.equals(b.certificate) && a.privateKey.equals(b.privateKey);
