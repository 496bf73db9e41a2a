import { basename, resolve } from 'node:path';
import { type Manifest, readManifest } from './manifest.js';
import { modelDigest } from './model-digest.js';
import { type ModelIndex, readModelIndex } from './model-index.js';
import { type Style, stylesOf } from './styles.js';

/** A model as it lies on disk, checked, with nothing loaded yet. */
export interface ModelFolder {
  /** Absolute path. */
  readonly path: string;
  /** From the manifest, or the folder's own name. */
  readonly name: string;
  /** Fingerprint: see `modelDigest`. */
  readonly digest: string;
  readonly index: ModelIndex;
  readonly manifest: Manifest | undefined;
  readonly styles: ReadonlyMap<string, Style>;
}

/**
 * Reads a model folder in the layout of diffusers' and optimum's ONNX exports: `model_index.json` and a folder a
 * component. Reads every file once, for the digest.
 *
 * @throws ModelError `file_missing`, `file_invalid` or `checksum_mismatch`
 */
export async function readModelFolder(folder: string): Promise<ModelFolder> {
  const path = resolve(folder);
  const index = await readModelIndex(path);
  const manifest = await readManifest(path);
  return {
    path,
    name: manifest?.name ?? basename(path),
    digest: await modelDigest(path, manifest),
    index,
    manifest,
    styles: stylesOf(manifest),
  };
}
