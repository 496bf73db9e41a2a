import { describe, expect, it } from '@jest/globals';
import { parseIdempotencyKey } from './idempotency-key.js';

describe('an Idempotency-Key', () => {
  it.each([
    ['8e03978e-40d5-43dd-bc93-6894a57f9324', '8e03978e-40d5-43dd-bc93-6894a57f9324'],
    ['"8e03978e"', '8e03978e'],
    ['"a \\"b\\" \\\\c"', 'a "b" \\c'],
    ['two words', 'two words'],
    [' padded ', 'padded'],
    ['"', '"'],
    ['"open', '"open'],
    ['x'.repeat(255), 'x'.repeat(255)],
    [`"${'x'.repeat(255)}"`, 'x'.repeat(255)],
    [undefined, undefined],
  ])('of %j is %j', (header, key) => expect(parseIdempotencyKey(header)).toBe(key));

  it.each([[''], [' '], ['""'], ['x'.repeat(256)], [`"${'x'.repeat(256)}"`], ['schlüssel'], ['a\tb']])(
    'of %j is refused, naming the header',
    (header) => {
      const refused = expect.objectContaining({ code: 'parameter_invalid', param: 'Idempotency-Key' });
      expect(() => parseIdempotencyKey(header)).toThrow(refused);
    },
  );
});
