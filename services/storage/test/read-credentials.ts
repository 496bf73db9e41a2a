import { type Asset, BMFF, JPEG, PNG } from '@trustnxt/c2pa-ts/asset';
import { SuperBox } from '@trustnxt/c2pa-ts/jumbf';
import { type Manifest, ManifestStore } from '@trustnxt/c2pa-ts/manifest';
import { WebpAsset } from '../src/credentials/webp-asset.js';
import type { ImageFormat } from '../src/images/image-format.js';

const assets: Record<ImageFormat, new (file: Uint8Array) => Asset> = {
  png: PNG,
  jpeg: JPEG,
  avif: BMFF,
  webp: WebpAsset,
};

export interface ReadCredentials {
  readonly isValid: boolean;
  /** What the validator found wrong. */
  readonly faults: readonly string[];
  readonly manifest: Manifest;
}

/** The manifest of a file, and what a validator says of it; undefined where it has none. */
export async function readCredentials(file: Buffer, format: ImageFormat): Promise<ReadCredentials | undefined> {
  const asset = new assets[format](new Uint8Array(file));
  const jumbf = asset.getManifestJUMBF();
  if (jumbf === undefined) return undefined;
  const store = ManifestStore.read(SuperBox.fromBuffer(new Uint8Array(jumbf)));
  const manifest = store.getActiveManifest();
  if (manifest === undefined) throw new Error('a store without a manifest');
  const { isValid, statusEntries } = await store.validate(asset);
  return { isValid, faults: statusEntries.filter(({ success }) => !success).map(({ code }) => code), manifest };
}
