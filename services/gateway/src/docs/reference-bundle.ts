import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';

/** Scalar's API reference as its package brings it for browsers: one script with all that it needs. */
const path = join(dirname(createRequire(import.meta.url).resolve('@scalar/api-reference')), 'browser', 'standalone.js');

const compress = promisify(gzip);
const decompress = promisify(gunzip);

let compressed: Promise<Buffer> | undefined;

/** Read and compressed when it is first asked for: most processes never serve it. */
export function compressedBundle(): Promise<Buffer> {
  compressed ??= readFile(path).then((text) => compress(text));
  return compressed;
}

/** For the rare client that cannot decompress. */
export const plainBundle = async (): Promise<Buffer> => decompress(await compressedBundle());
