import { describe, expect, it } from '@jest/globals';
import { hasScope, isScope, isWithinScopes, mayUseModel } from './scopes.js';

it('knows scopes from other text', () => {
  for (const scope of ['generate', 'read', 'manage', 'model:sd-1.5', 'model:imageai/landscape@2']) {
    expect(isScope(scope)).toBe(true);
  }
  for (const text of [
    '',
    'root',
    'Generate',
    'model:',
    'model: x',
    'model:-x',
    'model:a b',
    `model:${'x'.repeat(129)}`,
  ]) {
    expect(isScope(text)).toBe(false);
  }
});

it('a key has the actions that are named', () => {
  expect([hasScope(['read'], 'read'), hasScope(['manage'], 'generate'), hasScope([], 'read')]).toEqual([
    true,
    false,
    false,
  ]);
});

it('a key may use every model while none is named, and only those named otherwise', () => {
  expect(mayUseModel(['generate'], 'sd-1.5')).toBe(true);
  expect(mayUseModel(['generate', 'model:sd-1.5'], 'sd-1.5')).toBe(true);
  expect(mayUseModel(['generate', 'model:sd-1.5'], 'sd-1')).toBe(false);
});

describe('scopes lie within others', () => {
  it.each([
    [['read'], ['read', 'manage']],
    [['read', 'model:a'], ['read']],
    [
      ['read', 'model:a'],
      ['read', 'model:a', 'model:b'],
    ],
  ])('%j within %j', (scopes, others) => expect(isWithinScopes(scopes, others)).toBe(true));

  it.each([
    [['generate'], ['read', 'manage']],
    [['read'], ['read', 'model:a']],
    [
      ['read', 'model:b'],
      ['read', 'model:a'],
    ],
  ])('%j not within %j', (scopes, others) => expect(isWithinScopes(scopes, others)).toBe(false));
});
