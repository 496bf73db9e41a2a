import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { actionScopes, hasScope, isScope, isWithinScopes, mayUseModel } from './scopes.js';

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

  it('exactly where they open no action and no model that the others do not', () => {
    const models = ['a', 'b', 'c'];
    const scope = fc.constantFrom(...actionScopes, ...models.map((model) => `model:${model}`));
    const opens = (scopes: readonly string[]): Set<string> =>
      new Set([
        ...actionScopes.filter((action) => hasScope(scopes, action)),
        ...[...models, 'any other'].filter((model) => mayUseModel(scopes, model)),
      ]);
    fc.assert(
      fc.property(fc.array(scope), fc.array(scope), (scopes, others) => {
        const allowed = opens(others);
        expect(isWithinScopes(scopes, others)).toBe([...opens(scopes)].every((name) => allowed.has(name)));
      }),
    );
  });
});
