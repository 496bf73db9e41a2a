import { existsSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import type { CreateGenerationRequest, GenerationResource } from '@imageai/client';
import { exitCodes } from '../exit-codes.js';
import { CliError } from '../failure.js';

type Format = NonNullable<CreateGenerationRequest['output_format']>;
type Image = GenerationResource['images'][number];

const formatOfExtension: Readonly<Record<string, Format>> = {
  '.png': 'png',
  '.webp': 'webp',
  '.jpg': 'jpeg',
  '.jpeg': 'jpeg',
  '.avif': 'avif',
};
const longestSlug = 40;

/** Where pictures are saved. All that can be wrong with it is found before anything is asked for. */
export class OutputFiles {
  /** What the file's name or the user says; undefined: the server's own. */
  readonly format: Format | undefined;

  constructor(
    private readonly pattern?: string,
    format?: Format,
  ) {
    const named = pattern === undefined ? undefined : formatNamed(pattern);
    if (format !== undefined && named !== undefined && format !== named) {
      throw new CliError(`${pattern} is the name of a ${named} file, and the format is ${format}.`);
    }
    this.format = format ?? named;
    if (pattern === undefined) return;
    const folder = dirname(pattern);
    if (!isFolder(folder)) throw new CliError(`There is no folder ${folder} to save ${pattern} in.`);
    if (isFolder(pattern)) throw new CliError(`${pattern} is a folder: name a file in it.`);
  }

  async save(bytes: Uint8Array, image: Image, generation: GenerationResource): Promise<string> {
    const path = this.pathOf(image, generation);
    try {
      await writeFile(path, bytes);
    } catch (error) {
      throw new CliError(`${path} could not be written: ${(error as Error).message}`, exitCodes.failed);
    }
    return path;
  }

  private pathOf({ id, seed }: Image, { parameters }: GenerationResource): string {
    const { prompt, n, output_format } = parameters;
    const index = (seed - parameters.seed + 2 ** 31) % 2 ** 31;
    const pattern = this.pattern ?? `${slugOf(prompt)}-{seed}.${word(output_format)}`;
    // Each picture of several needs a name of its own.
    const isPlain = n > 1 && !/\{(index|seed|id)\}/.test(pattern);
    const distinct = isPlain ? pattern.replace(/(\.[^./\\]*)?$/, (extension) => `-{index}${extension}`) : pattern;
    return distinct
      .replaceAll('{index}', String(index + 1))
      .replaceAll('{seed}', String(seed))
      .replaceAll('{id}', word(id));
  }
}

function formatNamed(pattern: string): Format | undefined {
  const extension = extname(pattern).toLowerCase();
  const format = formatOfExtension[extension];
  if (format === undefined && extension !== '') {
    throw new CliError(`Pictures can be png, webp, jpeg or avif files, not ${extension.slice(1)}: ${pattern}`);
  }
  return format;
}

/** What a server says is no path. */
const word = (text: string): string => text.replace(/\W/g, '');

const isFolder = (path: string): boolean => existsSync(path) && statSync(path).isDirectory();

/** The beginning of a prompt as a file's name. */
function slugOf(prompt: string): string {
  const slug = prompt
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, '-')
    .replace(/^-|-$/g, '');
  return [...slug].slice(0, longestSlug).join('').replace(/-$/, '') || 'picture';
}
