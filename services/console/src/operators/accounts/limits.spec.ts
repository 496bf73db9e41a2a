import { describe, expect, it } from '@jest/globals';
import { limitsOf, textsOf, wrongNumber } from './limits.js';

describe('limits in a form', () => {
  it('are what was filled in, and come back as they were', () => {
    const limits = { images_per_month: 3000, lane: 'enterprise' } as const;
    expect(limitsOf(textsOf(limits))).toEqual(limits);
    expect(limitsOf(textsOf({}))).toEqual({});
  });

  it.each(['0', '-1', '1.5', '1e3', 'many', '11'])(
    'of a kind that is no limit (%s) are told at their field',
    (typed) => {
      const texts = { ...textsOf({ images_per_month: 7 }), max_images_per_request: typed };
      expect(wrongNumber(texts)).toBe('max_images_per_request');
    },
  );

  it('may be left empty, and stand between spaces', () => {
    const texts = { ...textsOf({}), concurrency: ' 16 ' };
    expect([wrongNumber(texts), limitsOf(texts)]).toEqual([undefined, { concurrency: 16 }]);
  });
});
