import { expect, it } from '@jest/globals';
import { isWellFormedApiKey, newApiKey } from './api-key.js';

it('makes keys that pass their own checksum and are never the same', () => {
  const keys = Array.from({ length: 200 }, newApiKey);
  expect(keys.every(isWellFormedApiKey)).toBe(true);
  expect(new Set(keys).size).toBe(200);
});

it('knows a key with any one character changed for malformed', () => {
  const key = newApiKey();
  for (let at = 0; at < key.length; at++) {
    const other = key[at] === 'x' ? 'y' : 'x';
    expect(isWellFormedApiKey(key.slice(0, at) + other + key.slice(at + 1))).toBe(false);
  }
});

it('knows other text for malformed', () => {
  for (const text of ['', 'iai_live_', 'sk-123', `${newApiKey()}0`, ` ${newApiKey()}`, newApiKey().toUpperCase()]) {
    expect(isWellFormedApiKey(text)).toBe(false);
  }
});
