import { describe, expect, it } from '@jest/globals';
import { nativeGuidanceScale } from './guidance-scale.js';
import { styledPrompts, stylesOf } from './styles.js';

describe('styledPrompts', () => {
  const style = { prompt: '{prompt}, oil painting', negativePrompt: '{negative_prompt}, photograph', index: undefined };

  it('puts both texts into the places of the templates, as they are', () => {
    expect(styledPrompts(style, 'a $& {prompt} cat, ', ' dog,')).toEqual({
      prompt: 'a $& {prompt} cat, , oil painting',
      negativePrompt: ' dog,, photograph',
    });
  });

  it('leaves no comma behind where a text is empty', () => {
    expect(styledPrompts(style, '', '')).toEqual({ prompt: 'oil painting', negativePrompt: 'photograph' });
  });

  it('adds nothing in the style none of a model without a manifest', () => {
    const none = stylesOf(undefined).get('none');
    expect(none && styledPrompts(none, 'a cat', 'a dog')).toEqual({ prompt: 'a cat', negativePrompt: 'a dog' });
  });
});

describe('nativeGuidanceScale', () => {
  const points: [number, number][] = [
    [1, 1],
    [7.5, 2.2],
    [20, 3.5],
  ];
  const manifest = { name: 'm', defaults: {}, guidance_rescale: 0, guidance: { points } };

  it.each([
    [1, 1],
    [4.25, 1.6],
    [7.5, 2.2],
    [13.75, 2.85],
    [20, 3.5],
    [0.5, 1],
    [30, 3.5],
  ])('maps %d onto %d', (guidanceScale, native) => {
    expect(nativeGuidanceScale(manifest, guidanceScale)).toBeCloseTo(native, 10);
  });

  it('takes the scale as it is for a model that says nothing of it', () => {
    expect(nativeGuidanceScale(undefined, 7.5)).toBe(7.5);
  });
});
