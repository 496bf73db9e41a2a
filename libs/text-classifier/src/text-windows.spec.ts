import { resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readModelFolder } from './model-folder.js';
import { TextWindows } from './text-windows.js';

const [begin, end] = [2, 3];

describe('a text of any length is read as windows', () => {
  const words = 'a sailing boat on the calm lake two men punch each other in that street at night'.split(' ');
  const texts = Array.from({ length: 70 }, (_, length) =>
    Array.from({ length }, (_, at) => words[(at * 7) % words.length]).join(' '),
  );
  const read = async (maxTokens: number) => {
    const folder = resolve('fixtures/tiny-classifier');
    const windows = TextWindows.of({ ...(await readModelFolder(folder)), maxTokens }, folder);
    return texts.map((text) => windows.read(text));
  };

  test('that are never longer than the model reads, each with the tokens around it', async () => {
    for (const windows of await read(16)) {
      expect(windows.length).toBeGreaterThan(0);
      for (const ids of windows) {
        expect(ids.length).toBeLessThanOrEqual(16);
        expect([ids[0], ids.at(-1)]).toEqual([begin, end]);
      }
    }
  });

  test('that are one where it fits, and have every run of a quarter of a window whole', async () => {
    const [whole, parts] = [await read(1000), await read(18)];
    for (const [index, windows] of parts.entries()) {
      const ids = whole[index]?.[0]?.slice(1, -1) ?? [];
      expect(whole[index]).toHaveLength(1);
      if (ids.length <= 16) expect(windows).toHaveLength(1);
      const lines = windows.map((window) => ` ${window.join(' ')} `);
      for (let at = 0; at + 4 <= ids.length; at++) {
        const run = ` ${ids.slice(at, at + 4).join(' ')} `;
        expect(lines.some((line) => line.includes(run))).toBe(true);
      }
    }
  });
});
