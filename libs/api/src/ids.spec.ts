import { expect, it } from '@jest/globals';
import { isId, newId } from './ids.js';

it('makes ids that sort by time and are never the same', () => {
  const ids = [1, 1000, 1_700_000_000_000, 4_000_000_000_000].map((now) => newId('img', now));
  expect([...ids].sort()).toEqual(ids);
  expect(new Set(Array.from({ length: 500 }, () => newId('gen', 5))).size).toBe(500);
});

it('recognises its own ids and nothing else', () => {
  expect(isId('img', newId('img'))).toBe(true);
  for (const text of ['', 'img_', newId('gen'), `${newId('img')}x`, `../${newId('img')}`, newId('img').toUpperCase()]) {
    expect(isId('img', text)).toBe(false);
  }
});
