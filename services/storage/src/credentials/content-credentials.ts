import { createHash, type KeyObject } from 'node:crypto';
import { counter, gauge, type Logger } from '@imageai/telemetry';
import type { X509Certificate } from '@peculiar/x509';
import { type Asset, BMFF, JPEG, PNG } from '@trustnxt/c2pa-ts/asset';
import type { Signer } from '@trustnxt/c2pa-ts/cose';
import {
  ActionAssertion,
  ActionType,
  BMFFHashAssertion,
  ClaimVersion,
  DataHashAssertion,
  DigitalSourceType,
  ManifestStore,
} from '@trustnxt/c2pa-ts/manifest';
import type { Config } from '../config.js';
import type { ImageFormat } from '../images/image-format.js';
import type { Clock } from '../tokens.js';
import { algorithmOf } from './claim-algorithm.js';
import type { CertificateChain } from './signing-certificate.js';
import { WebpAsset } from './webp-asset.js';

/** Names the software in manifests; without a version, which would make other bytes of the same image. */
const generator = 'Image AI';
const hashAlgorithm = 'SHA-256';
/** Room that the signature takes once it is there: at most 96 bytes and their header. */
const signaturePadding = 200;

const assets: Readonly<Record<ImageFormat, new (file: Uint8Array) => Asset>> = {
  png: PNG,
  webp: WebpAsset,
  jpeg: JPEG,
  avif: BMFF,
};

const expiry = gauge(
  'imageai_storage_manifest_certificate_expiration_timestamp_seconds',
  'When the certificate that manifests are signed with ends, in Unix seconds; 0 without one',
);
const manifests = counter('imageai_storage_manifests_total', 'Image files that were to get a manifest', ['result']);

/** What was done to a picture after a model made it. */
export type Change = 'resized' | 'converted';

const actionOfChange: Readonly<Record<Change, ActionType>> = {
  resized: ActionType.C2paResized,
  converted: ActionType.C2paConverted,
};

/** Puts C2PA manifests into image files: signed statements that a model made them, bound to their bytes. */
export interface ContentCredentials {
  /** The file with a manifest of its own; the same file and changes always become the same bytes. */
  attach(file: Buffer, format: ImageFormat, changes: readonly Change[]): Promise<Buffer>;
}

/** Where the operator gave no certificate. */
const noCredentials: ContentCredentials = { attach: async (file) => file };

/** What the settings say: all images are signed, or none. */
export function openCredentials(
  { C2PA_CERTIFICATE: chain, C2PA_PRIVATE_KEY: key }: Pick<Config, 'C2PA_CERTIFICATE' | 'C2PA_PRIVATE_KEY'>,
  clock: Clock,
  logger: Logger,
): ContentCredentials {
  return chain === undefined || key === undefined ? noCredentials : new SignedCredentials(chain, key, clock, logger);
}

class SignedCredentials implements ContentCredentials {
  private readonly signer: Signer;
  private saidExpired = false;

  constructor(
    chain: CertificateChain,
    key: KeyObject,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {
    this.signer = toSigner(chain, key);
    expiry.set(chain[0].notAfter.getTime() / 1_000);
  }

  async attach(file: Buffer, format: ImageFormat, changes: readonly Change[]): Promise<Buffer> {
    // A manifest that does not verify says less than none.
    if (this.clock.now() >= this.signer.certificate.notAfter) {
      if (!this.saidExpired) this.logger.error('the certificate of C2PA_CERTIFICATE expired: images get no manifest');
      this.saidExpired = true;
      manifests.inc({ result: 'expired' });
      return file;
    }
    const signed = await this.sign(file, format, changes);
    manifests.inc({ result: 'signed' });
    return signed;
  }

  private async sign(file: Buffer, format: ImageFormat, changes: readonly Change[]): Promise<Buffer> {
    // A copy: the library moves things about in what it is given.
    const asset = new assets[format](new Uint8Array(file));
    const id = this.idOf(file);
    const { signer } = this;
    const store = new ManifestStore();
    const manifest = store.createManifest({
      claimVersion: ClaimVersion.V2,
      assetFormat: `image/${format}`,
      instanceID: `xmp:iid:${id}`,
      defaultHashAlgorithm: hashAlgorithm,
      signer,
    });
    const { claim, signature } = manifest;
    if (claim === undefined || signature === undefined) throw new Error('the library made half of a manifest');
    manifest.label = `urn:c2pa:${id}`;
    claim.claimGeneratorName = generator;
    claim.claimGeneratorVersion = undefined;
    signature.signatureData.paddingLength = signaturePadding;

    const binding =
      asset instanceof BMFF
        ? BMFFHashAssertion.createV3('jumbf manifest', hashAlgorithm)
        : DataHashAssertion.create(hashAlgorithm);
    manifest.addAssertion(binding);
    manifest.addAssertion(whatHappened(changes));

    // Chunks of a WebP have an even length; the reference implementation does not take one with a byte added to it.
    if (store.measureSize() % 2 !== 0) signature.signatureData.paddingLength++;
    await asset.ensureManifestSpace(store.measureSize());
    await binding.updateWithAsset(asset);
    await manifest.sign(signer);
    await asset.writeManifestJUMBF(store.getBytes());
    return Buffer.from(await asset.getDataRange());
  }

  /** A UUID that follows from the file and from who signs it. It has the form of a random one: that is what C2PA asks for. */
  private idOf(file: Buffer): string {
    const digest = createHash('sha256').update(file).update(new Uint8Array(this.signer.certificate.rawData)).digest();
    digest.writeUInt8((digest.readUInt8(6) & 0x0f) | 0x40, 6);
    digest.writeUInt8((digest.readUInt8(8) & 0x3f) | 0x80, 8);
    const hex = digest.toString('hex');
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
  }
}

function whatHappened(changes: readonly Change[]): ActionAssertion {
  const assertion = new ActionAssertion();
  assertion.actions.push(
    {
      action: ActionType.C2paCreated,
      digitalSourceType: DigitalSourceType.TrainedAlgorithmicMedia,
      softwareAgent: { name: generator },
    },
    ...changes.map((change) => ({ action: actionOfChange[change], softwareAgent: { name: generator } })),
  );
  return assertion;
}

function toSigner([certificate, ...chain]: CertificateChain, key: KeyObject): Signer {
  const algorithm = algorithmOf(key);
  if (algorithm === undefined) throw new Error('the key of C2PA_PRIVATE_KEY cannot sign claims');
  const chainCertificates: X509Certificate[] = chain;
  const sign = async (claim: Uint8Array) => algorithm.sign(claim);
  return { certificate, chainCertificates, algorithm: algorithm.identifier, sign };
}
