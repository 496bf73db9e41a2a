import { expect, it } from '@jest/globals';
import { PartialImages } from './partial-images.js';

/** The steps whose previews are chosen of those that come. */
function chosen(count: number, of: number, previewed: readonly number[]): number[] {
  const partials = new PartialImages(count);
  return previewed.filter((step) => partials.take({ step, of, preview: Uint8Array.of(step) }) !== undefined);
}
const every = (of: number) => Array.from({ length: of }, (_, index) => index + 1);

it.each([
  [1, 20, [10]],
  [2, 20, [7, 14]],
  [3, 20, [5, 10, 15]],
  [3, 4, [1, 2, 3]],
  [2, 100, [34, 67]],
])('chooses %i of %i steps evenly: %j', (count, of, steps) => {
  expect(chosen(count, of, every(of))).toEqual(steps);
});

it('takes the next where the one that was due is late', () => {
  expect(chosen(3, 20, [1, 7, 8, 13, 19, 20])).toEqual([7, 13, 19]);
});

it('lets one stand for all that were due before it came, so that fewer come where previews are slow', () => {
  expect(chosen(3, 20, [2, 12, 14, 20])).toEqual([12]);
  expect(chosen(3, 20, [20])).toEqual([]);
});

it('never takes the last step, which the image itself shows, nor a step without a preview', () => {
  expect(chosen(3, 1, [1])).toEqual([]);
  const partials = new PartialImages(3);
  expect(partials.take({ step: 5, of: 20, preview: new Uint8Array() })).toBeUndefined();
  expect(partials.take({ step: 6, of: 20, preview: Uint8Array.of(1) })).toBeDefined();
});
