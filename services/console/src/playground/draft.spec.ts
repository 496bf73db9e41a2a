import { describe, expect, it } from '@jest/globals';
import { draftOfSearch, emptyDraft, faultsOf, lengthOf, requestOf } from './draft.js';

const good = { ...emptyDraft, prompt: 'a lake' };

describe('the form of the playground', () => {
  it('asks for what differs from the defaults of the API alone', () => {
    expect(requestOf(good)).toEqual({ prompt: 'a lake', style: 'photorealistic', width: 512, height: 512 });
    const draft = {
      ...good,
      keepsSeed: true,
      seed: '7',
      guidance: 3,
      negative: 'fog',
      count: 4,
      format: 'webp',
    } as const;
    expect(requestOf(draft)).toMatchObject({
      seed: 7,
      guidance_scale: 3,
      negative_prompt: 'fog',
      n: 4,
      output_format: 'webp',
    });
  });

  it('sends no seed where a new one is wanted, whatever stands in its field', () => {
    expect(requestOf({ ...good, keepsSeed: false, seed: '7' })).not.toHaveProperty('seed');
  });

  it.each([
    ['an empty prompt', { prompt: ' \n' }, 'prompt'],
    ['a long prompt', { prompt: 'x'.repeat(1001) }, 'prompt'],
    ['a seed that is none', { keepsSeed: true, seed: '1e3' }, 'seed'],
    ['a seed that is too large', { keepsSeed: true, seed: '2147483648' }, 'seed'],
    ['guidance beyond its range', { guidance: 20.5 }, 'guidance_scale'],
    ['guidance that is no number', { guidance: Number.NaN }, 'guidance_scale'],
    ['a long negative prompt', { negative: 'x'.repeat(1001) }, 'negative_prompt'],
    ['more at once than the plan allows', { count: 2 }, 'n'],
  ] as const)('says at its field what is wrong with %s', (_what, changes, field) => {
    expect(Object.keys(faultsOf({ ...good, ...changes }, 1))).toEqual([field]);
  });

  it('counts characters as the API does: a family of emoji is seven, not eleven', () => {
    expect(lengthOf('👨‍👩‍👧‍👦')).toBe(7);
    expect(faultsOf({ ...good, prompt: '🌊'.repeat(1000) }, 1)).toEqual({});
  });

  it('is filled by a link, and believes nothing of it that it cannot show', () => {
    expect(draftOfSearch('?welcome')).toBeUndefined();
    expect(draftOfSearch('?prompt=a+lake&style=painting&width=768&height=512&seed=7')).toEqual({
      ...good,
      style: 'painting',
      width: 768,
      keepsSeed: true,
      seed: '7',
    });
    const link = '?prompt=a+lake&guidance_scale=3.5&negative_prompt=fog&model=micro&output_format=webp';
    expect(draftOfSearch(link)).toEqual({ ...good, guidance: 3.5, negative: 'fog', model: 'micro', format: 'webp' });
    const odd = '?prompt=a+lake&style=rude&width=9&seed=-1&guidance_scale=99&output_format=exe';
    expect(draftOfSearch(odd)).toEqual(good);
  });
});
