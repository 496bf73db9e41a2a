import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { jsonObject, readJsonFile } from './json-file.js';

describe('readJsonFile', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'imageai-json-'));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  it('reads the infinity that Python writes, but not inside of a text', async () => {
    const text = '{"lambda_min_clipped": -Infinity, "most": Infinity, "name": "to \\"Infinity\\" and -Infinity"}';
    await writeFile(join(folder, 'python.json'), text);
    expect(await readJsonFile(folder, 'python.json', jsonObject)).toEqual({
      lambda_min_clipped: Number.NEGATIVE_INFINITY,
      most: Number.POSITIVE_INFINITY,
      name: 'to "Infinity" and -Infinity',
    });
  });

  it('says of a damaged file that it is no JSON', async () => {
    await writeFile(join(folder, 'cut.json'), '{"a": Infinity, ');
    await expect(readJsonFile(folder, 'cut.json', jsonObject)).rejects.toThrow(/cut\.json in .* is not valid JSON/);
  });
});
