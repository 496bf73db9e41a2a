import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiServer } from '../../test/api-server.js';
import { OutputFiles } from './output-files.js';

let server: ApiServer;
const folder = mkdtempSync(join(tmpdir(), 'imageai-cli-'));
const cwd = process.cwd();
beforeAll(async () => {
  server = await ApiServer.start();
  process.chdir(folder);
});
afterAll(async () => {
  process.chdir(cwd);
  rmSync(folder, { recursive: true, force: true });
  await server.stop();
});

async function saved({ prompt = 'a lake', seed = 7, files = new OutputFiles() } = {}): Promise<string> {
  const generation = server.generation('succeeded', 1);
  Object.assign(generation.parameters, { prompt, seed, n: 1 });
  return files.save(
    Buffer.from('x'),
    { ...generation.images[0], seed } as (typeof generation.images)[number],
    generation,
  );
}

describe('OutputFiles', () => {
  it.each([
    ['A lake, at Sunset!', 'a-lake-at-sunset-7.png'],
    ['../../etc/passwd', 'etc-passwd-7.png'],
    ['雪の山 🌄', '雪の山-7.png'],
    ['🌄', 'picture-7.png'],
    ['x'.repeat(500), `${'x'.repeat(40)}-7.png`],
  ])('names a picture after its prompt and seed where nobody did: %s', async (prompt, name) => {
    expect(await saved({ prompt })).toBe(name);
  });

  it('counts pictures from 1, also where their seeds wrap', async () => {
    const files = new OutputFiles(join(folder, '{index}.png'));
    const generation = server.generation('succeeded', 2);
    generation.parameters.seed = 2 ** 31 - 1;
    const [first, second] = generation.images;
    if (first === undefined || second === undefined) throw new Error('two images were to be there');
    const names = [
      await files.save(Buffer.from('x'), { ...first, seed: 2 ** 31 - 1 }, generation),
      await files.save(Buffer.from('x'), { ...second, seed: 0 }, generation),
    ];
    expect(names.map((name) => basename(name))).toEqual(['1.png', '2.png']);
  });

  it('says why a file could not be written', async () => {
    mkdirSync(join(folder, 'gone'));
    const files = new OutputFiles(join(folder, 'gone', 'a.png'));
    rmSync(join(folder, 'gone'), { recursive: true });
    await expect(saved({ files })).rejects.toThrow(/a\.png could not be written: ENOENT/);
  });
});
