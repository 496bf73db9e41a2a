import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { isMissing } from '../model/json-file.js';
import { MANIFEST_FILE } from '../model/manifest.js';

/** A component's new variant, ready in a folder beside. */
export interface ReadyVariant {
  readonly component: string;
  readonly variant: string;
  /** In the model: `unet/model.onnx`. */
  readonly source: string;
  /** Where its files lie, and the graph among them. */
  readonly scratch: string;
  readonly fileName: string;
}

/**
 * Moves variants into their model, and has its manifest choose them. The manifest comes last: until then the model
 * runs what it ran before.
 *
 * @param about what the manifest is to say of each
 */
export async function installVariants(
  folder: string,
  scratch: string,
  variants: readonly ReadyVariant[],
  about: object,
): Promise<void> {
  const manifest = await rawManifest(folder);
  const files: Record<string, unknown> = { ...manifest.files };
  for (const { component, scratch: from, fileName } of variants) {
    const names = (await readdir(from)).filter((name) => name.startsWith(fileName));
    const stale = Object.keys(files).filter((path) => path.startsWith(`${component}/${fileName}`));
    for (const path of stale) delete files[path];
    // Weights before the graph that needs them.
    for (const name of names.sort().reverse()) {
      const path = join(from, name);
      if (manifest.files) files[`${component}/${name}`] = await sumOf(path);
      await rename(path, join(folder, component, name));
    }
  }
  const changed = {
    name: basename(folder),
    ...manifest,
    variants: { ...manifest.variants, ...perComponent(variants, ({ variant }) => variant) },
    optimised: { ...manifest.optimised, ...perComponent(variants, ({ source }) => ({ from: source, ...about })) },
    ...(manifest.files && { files }),
  };
  const draft = join(scratch, MANIFEST_FILE);
  await writeFile(draft, `${JSON.stringify(changed, undefined, 2)}\n`);
  await rename(draft, join(folder, MANIFEST_FILE));
}

interface RawManifest {
  readonly variants?: Record<string, string>;
  readonly optimised?: Record<string, object>;
  readonly files?: Record<string, object>;
}

/** As it stands, with what this version does not know. */
async function rawManifest(folder: string): Promise<RawManifest> {
  try {
    return JSON.parse(await readFile(join(folder, MANIFEST_FILE), 'utf8'));
  } catch (error) {
    if (isMissing(error)) return {};
    throw error;
  }
}

const perComponent = <Value>(variants: readonly ReadyVariant[], value: (variant: ReadyVariant) => Value) =>
  Object.fromEntries(variants.map((variant) => [variant.component, value(variant)]));

async function sumOf(path: string): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return { sha256: hash.digest('hex'), bytes: (await stat(path)).size };
}
