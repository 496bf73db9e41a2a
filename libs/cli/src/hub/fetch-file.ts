import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { exitCodes } from '../exit-codes.js';
import { CliError } from '../failure.js';
import { type Hub, type HubFile, type Revision } from './hub.js';
import { PassingFailure, type Patience, pause } from './patience.js';

export interface FetchOptions extends Patience {
  /** Called with the bytes that came, or (negative) have to come again. */
  readonly onBytes: (bytes: number) => void;
}

/**
 * Fetches a file to `target`, where it stands only when it is whole and is what the hub says. What was fetched before
 * an interruption lies beside it, and is gone on from.
 *
 * @returns its sha256
 */
export async function fetchFile(
  hub: Hub,
  revision: Revision,
  file: HubFile,
  target: string,
  options: FetchOptions,
): Promise<string> {
  await mkdir(dirname(target), { recursive: true });
  const there = await digestOf(target, file);
  if (there?.matches) {
    options.onBytes(file.bytes);
    return there.sha256;
  }
  // Named by what it will be, so that nothing of another version is gone on from.
  const part = `${target}.${file.digest.hex.slice(0, 16)}.part`;
  const wasBegun = (await sizeOf(part)) > 0;
  // What lay there may be what is wrong: then all of it is fetched once more.
  for (let tries = wasBegun ? 2 : 1; tries > 0; tries -= 1) {
    await fetchPart(hub, revision, file, part, options);
    const found = await digestOf(part, file);
    if (found?.matches) {
      await rename(part, target);
      return found.sha256;
    }
    await rm(part);
    options.onBytes(-file.bytes);
  }
  throw new CliError(`${file.path} is not what the hub says it is (${file.digest.kind}): try again.`, exitCodes.failed);
}

/** Fetches until all bytes are there. */
async function fetchPart(
  hub: Hub,
  revision: Revision,
  file: HubFile,
  part: string,
  { signal, onBytes, waitMs }: FetchOptions,
): Promise<void> {
  await (await open(part, 'a')).close();
  let size = await sizeOf(part);
  onBytes(size);
  // A hub that sends the same beginning over and over brings nothing either.
  let farthest = size;
  for (let fruitless = 0; size < file.bytes; ) {
    try {
      await append(await hub.open(revision, file.path, size, signal), part, size, file, onBytes);
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof PassingFailure)) throw error;
      const reached = await sizeOf(part);
      fruitless = reached > farthest ? 0 : fruitless + 1;
      farthest = Math.max(farthest, reached);
      await pause(error, fruitless, { signal, waitMs });
    }
    size = await sizeOf(part);
  }
}

/** Writes what an answer brings at the end of what is there; from the beginning where the hub sends all of it. */
async function append(
  response: Response,
  part: string,
  from: number,
  file: HubFile,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const start = startOf(response);
  if (start === undefined || start > from) {
    await response.body?.cancel();
    await truncate(part);
    onBytes(-from);
    throw new PassingFailure(`The hub does not go on with ${file.path} from where it ended.`);
  }
  const handle = await open(part, 'r+');
  try {
    await handle.truncate(start);
    onBytes(start - from);
    let position = start;
    for await (const chunk of chunksOf(response)) {
      await handle.write(chunk, 0, chunk.length, position);
      position += chunk.length;
      onBytes(chunk.length);
      if (position > file.bytes) {
        throw new CliError(`${file.path} is longer than the hub says: try again.`, exitCodes.failed);
      }
    }
    if (position < file.bytes) throw new PassingFailure(`${file.path} ended early.`);
  } finally {
    await handle.close();
  }
}

/** The byte that an answer begins with. */
function startOf({ status, headers }: Response): number | undefined {
  if (status === 200) return 0;
  const [, start] = /^bytes (\d+)-/.exec(headers.get('content-range') ?? '') ?? [];
  return status === 206 && start !== undefined ? Number(start) : undefined;
}

async function* chunksOf({ body }: Response): AsyncGenerator<Uint8Array> {
  if (body === null) return;
  try {
    yield* body;
  } catch (error) {
    throw new PassingFailure(`The connection to the hub was lost: ${(error as Error).message}.`);
  }
}

const sizeOf = (path: string): Promise<number> =>
  stat(path).then(
    ({ size }) => size,
    () => 0,
  );

/** What a file on disk is; undefined where there is none of that size. */
async function digestOf(
  path: string,
  { bytes, digest }: HubFile,
): Promise<{ readonly sha256: string; readonly matches: boolean } | undefined> {
  const size = await stat(path).then(
    (stats) => stats.size,
    () => undefined,
  );
  if (size !== bytes) return undefined;
  const sha256 = createHash('sha256');
  const blob = createHash('sha1').update(`blob ${bytes}\0`);
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), async (chunks: AsyncIterable<Buffer>) => {
    for await (const chunk of chunks) {
      sha256.update(chunk);
      if (digest.kind === 'git-blob') blob.update(chunk);
    }
  });
  const hex = sha256.digest('hex');
  return { sha256: hex, matches: digest.hex === (digest.kind === 'sha256' ? hex : blob.digest('hex')) };
}
