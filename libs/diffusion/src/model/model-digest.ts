import { createHash } from 'node:crypto';
import { createReadStream, type Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { MANIFEST_FILE, type Manifest } from './manifest.js';
import { ModelError } from './model-error.js';

/**
 * The fingerprint of a model: the sha256 of what `sha256sum` prints for its files, sorted by path. It names all that
 * decides a picture besides the request and the runtime: weights, tokenizer, settings and, where there is one, the
 * manifest with its styles.
 *
 * With a manifest that lists files, each of them is checked against it first; without, the files are all that lie in
 * the folders of the components.
 *
 * @returns 64 hexadecimal digits
 * @throws ModelError `file_missing` or `checksum_mismatch`
 */
export async function modelDigest(folder: string, manifest: Manifest | undefined): Promise<string> {
  const listed = manifest?.files ? Object.keys(manifest.files) : await componentFiles(folder);
  const paths = new Set([...listed, 'model_index.json', ...(manifest ? [MANIFEST_FILE] : [])]);
  const hash = createHash('sha256');
  for (const path of [...paths].sort(byCodeUnits)) {
    const digest = await fileDigest(folder, path, manifest?.files?.[path]?.bytes);
    const expected = manifest?.files?.[path]?.sha256;
    if (expected !== undefined && expected !== digest) {
      throw new ModelError(
        'checksum_mismatch',
        `${path} in ${folder} does not have the sha256 that ${MANIFEST_FILE} names: fetch the model again.`,
      );
    }
    hash.update(`${digest}  ${path}\n`);
  }
  return hash.digest('hex');
}

const byCodeUnits = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** Every file of every folder: what a component reads besides its graph (external weights, settings) lies beside it. */
async function componentFiles(folder: string): Promise<string[]> {
  const components = (await visibleEntries(folder)).filter((entry) => entry.isDirectory());
  const lists = await Promise.all(
    components.map(async ({ name }) => {
      const files = (await visibleEntries(join(folder, name))).filter((entry) => !entry.isDirectory());
      return files.map((file) => `${name}/${file.name}`);
    }),
  );
  return lists.flat();
}

async function visibleEntries(folder: string): Promise<Dirent[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.filter((entry) => !entry.name.startsWith('.'));
}

async function fileDigest(folder: string, path: string, bytes: number | undefined): Promise<string> {
  const file = join(folder, path);
  const size = await stat(file).then(
    (stats) => stats.size,
    () => undefined,
  );
  if (size === undefined) {
    throw new ModelError('file_missing', `${path} is missing in ${folder}: fetch the model again.`);
  }
  if (bytes !== undefined && bytes !== size) {
    throw new ModelError(
      'checksum_mismatch',
      `${path} in ${folder} has ${size} bytes where ${MANIFEST_FILE} names ${bytes}: fetch the model again.`,
    );
  }
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}
