import { expect, it } from '@jest/globals';
import { SecretHash } from './secret-hash.js';

it('is the same for the same secret and pepper, and another for any other', () => {
  const hash = new SecretHash('pepper'.repeat(8));
  expect(hash.of('a')).toEqual(hash.of('a'));
  expect(hash.of('a')).not.toEqual(hash.of('b'));
  expect(hash.of('a')).not.toEqual(new SecretHash('salt'.repeat(8)).of('a'));
  expect(hash.of('a')).toHaveLength(32);
});
