import { describe, expect, it } from '@jest/globals';
import { everything, filterOf, isEverything, queryOf, searchOf } from './filter.js';

const all = {
  prompt: 'red boat & more',
  style: 'sketch',
  shape: 'portrait',
  output_format: 'webp',
  model: 'a/b',
  from: '2026-11-01',
  to: '2026-11-25',
};

describe('the filter of the gallery', () => {
  it('stands in the address, whatever is in it, and is read from there again', () => {
    expect(filterOf(searchOf(all))).toEqual(all);
    expect([searchOf(everything), filterOf('')]).toEqual(['', everything]);
  });

  it('believes nothing of an address that it cannot show', () => {
    expect(filterOf('?style=rude&shape=round&output_format=exe&from=yesterday&to=2026-13-40&x=y')).toEqual(everything);
  });

  it('asks the API for days as the reader has them, the last one included', () => {
    const { start, end } = queryOf({ ...everything, from: '2026-11-01', to: '2026-11-25' });
    expect(start).toBe(new Date(2026, 10, 1).toISOString());
    expect(end).toBe(new Date(2026, 10, 26).toISOString());
  });

  it('asks for nothing that was not chosen, and for no more words than the API takes', () => {
    expect(queryOf(everything)).toEqual({});
    expect(queryOf({ ...everything, prompt: '  ' })).toEqual({});
    expect(queryOf({ ...all, prompt: 'x'.repeat(300) })).toMatchObject({
      prompt: 'x'.repeat(200),
      style: 'sketch',
      shape: 'portrait',
      output_format: 'webp',
      model: 'a/b',
    });
  });

  it('knows when nothing is chosen', () => {
    expect([isEverything(everything), isEverything(all)]).toEqual([true, false]);
  });
});
