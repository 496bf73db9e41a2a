import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ModelError, reasonOf } from './model-error.js';

/**
 * Reads and checks a JSON file of a model folder.
 *
 * @param path relative to `folder`, with `/`
 * @throws ModelError `file_missing` or `file_invalid`
 */
export async function readJsonFile<Schema extends z.ZodType>(
  folder: string,
  path: string,
  schema: Schema,
): Promise<z.output<Schema>> {
  const value = await readOptionalJsonFile(folder, path, schema);
  if (value !== undefined) return value;
  throw new ModelError('file_missing', `${path} is missing in ${folder}: add it or export the model again.`);
}

/** As `readJsonFile`, but `undefined` where the file does not exist. */
export async function readOptionalJsonFile<Schema extends z.ZodType>(
  folder: string,
  path: string,
  schema: Schema,
): Promise<z.output<Schema> | undefined> {
  let text: string;
  try {
    text = await readFile(join(folder, path), 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw new ModelError('file_invalid', `${path} in ${folder} cannot be read: ${reasonOf(error)}.`, { cause: error });
  }
  let json: unknown;
  try {
    json = JSON.parse(withInfinity(text));
  } catch (error) {
    throw new ModelError('file_invalid', `${path} in ${folder} is not valid JSON: fetch or export it again.`, {
      cause: error,
    });
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.join('.') || 'its content';
  throw new ModelError('file_invalid', `${path} in ${folder} is wrong at ${where}: ${issue?.message}.`);
}

/** Strings, which stay as they are, and the infinity that Python writes into JSON, as schedulers' settings have it. */
const STRING_OR_INFINITY = /"(?:[^"\\]|\\.)*"|\bInfinity\b/g;

/** JSON has no infinity, but numbers that are too large for a double are read as such. */
function withInfinity(text: string): string {
  if (!text.includes('Infinity')) return text;
  return text.replace(STRING_OR_INFINITY, (token) => (token === 'Infinity' ? '1e999' : token));
}

/** Whether it was that a file is not there. */
export function isMissing(error: unknown): boolean {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/** Any JSON object, for files whose reader checks them further. */
export const jsonObject = z.record(z.string(), z.unknown());
