import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { exitCodes } from '../exit-codes.js';
import { CliError } from '../failure.js';
import { megabytes } from '../terminal/bytes.js';
import { chooseFiles, MANIFEST, type Variants } from './choose-files.js';
import { fetchFile } from './fetch-file.js';
import type { Hub, HubFile, Revision } from './hub.js';
import { patiently } from './patience.js';

export interface PullRequest {
  readonly repository: string;
  /** Branch, tag or commit. */
  readonly revision: string;
  /** The folder that the model's own is made in. */
  readonly models: string;
  /** The model's name, and its folder's. */
  readonly name: string;
  readonly variants: Variants;
}

export interface PullOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, of: number, path: string) => void;
  readonly waitMs: number;
}

export interface PulledModel {
  readonly folder: string;
  readonly name: string;
  readonly revision: string;
  readonly licence: string | null;
  readonly bytes: number;
  readonly files: number;
  /** It was there before, and nothing was fetched. */
  readonly was_there: boolean;
}

/**
 * Fetches a model into a folder that appears whole or not at all: until then all lies in a hidden one beside it, where
 * the next try goes on.
 */
export async function pullModel(hub: Hub, request: PullRequest, options: PullOptions): Promise<PulledModel> {
  const { repository, models, name } = request;
  const revision = await patiently(() => hub.revision(repository, request.revision, options.signal), options);
  const all = await patiently(() => hub.files(revision, options.signal), options);
  const { files, variants } = chooseFiles(all, repository, request.variants);
  const folder = join(models, name);
  const about = {
    name,
    revision: revision.commit,
    licence: revision.licence,
    source: hub.page(repository),
    variants: Object.keys(variants).length > 0 ? variants : undefined,
  };
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const licence = revision.licence ?? null;
  const pulled = { folder, name, revision: revision.commit, licence, bytes, files: files.length };
  if (await isThere(folder, about)) return { ...pulled, was_there: true };

  const unfinished = join(models, `.${name}.unfinished`);
  await mkdir(unfinished, { recursive: true });
  await removeOthers(unfinished, files);
  await checkRoom(unfinished, bytes);
  const sums = await fetchAll(hub, revision, files, unfinished, options);
  const own = files.some(({ path }) => path === MANIFEST) ? await readManifest(unfinished) : {};
  const manifest = { ...own, ...about, files: sums };
  await writeFile(join(unfinished, MANIFEST), `${JSON.stringify(manifest, undefined, 2)}\n`);
  await rename(unfinished, folder);
  return { ...pulled, was_there: false };
}

async function fetchAll(
  hub: Hub,
  revision: Revision,
  files: readonly HubFile[],
  folder: string,
  { signal, onProgress, waitMs }: PullOptions,
): Promise<Record<string, { readonly sha256: string; readonly bytes: number }>> {
  const all = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const sums: Record<string, { sha256: string; bytes: number }> = {};
  let done = 0;
  for (const file of files) {
    const onBytes = (bytes: number) => {
      done += bytes;
      onProgress(done, all, file.path);
    };
    const sha256 = await fetchFile(hub, revision, file, join(folder, file.path), { signal, onBytes, waitMs });
    // The manifest is written anew.
    if (file.path !== MANIFEST) sums[file.path] = { sha256, bytes: file.bytes };
  }
  return sums;
}

/** Whether a folder is what would be fetched, by its manifest. */
async function isThere(folder: string, about: object): Promise<boolean> {
  if (!existsSync(folder)) return false;
  const there = await readManifest(folder).catch(() => ({}));
  const wanted = Object.entries(about).filter(([, value]) => value !== undefined);
  if (wanted.every(([key, value]) => isDeepStrictEqual((there as Record<string, unknown>)[key], value))) return true;
  throw new CliError(`${folder} is there already, and is something else: remove it, or choose another --name.`);
}

async function readManifest(folder: string): Promise<object> {
  try {
    return JSON.parse(await readFile(join(folder, MANIFEST), 'utf8'));
  } catch (error) {
    throw new CliError(`${MANIFEST} is not valid JSON: ${(error as Error).message}`, exitCodes.failed);
  }
}

/** What a try for another revision or variant left. */
async function removeOthers(unfinished: string, files: readonly HubFile[]): Promise<void> {
  const wanted = files.map(({ path }) => join(unfinished, path));
  for (const entry of await readdir(unfinished, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && !wanted.some((file) => path === file || path.startsWith(`${file}.`))) await rm(path);
  }
}

async function checkRoom(unfinished: string, bytes: number): Promise<void> {
  const [{ bavail, bsize }, entries] = await Promise.all([
    statfs(unfinished),
    readdir(unfinished, { withFileTypes: true, recursive: true }),
  ]);
  const there = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(there.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).size));
  const missing = bytes - sizes.reduce((sum, size) => sum + size, 0);
  if (missing <= bavail * bsize) return;
  const room = `${megabytes(missing)} are to be fetched, and ${megabytes(bavail * bsize)} are free`;
  throw new CliError(`There is not enough room in ${unfinished}: ${room}.`, exitCodes.failed);
}
