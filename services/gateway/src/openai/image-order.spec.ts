import { expect, it } from '@jest/globals';
import { defaultSize } from './image-order.js';

it.each([
  [8, 4_194_304n, 1024],
  [128, 4_194_304n, 1024],
  [8, 262_144n, 512],
  [96, 4_194_304n, 960],
  [64, 300_000n, 512],
  [1536, 4_194_304n, 1536],
])(
  'the size of a model in multiples of %i, of at most %i pixels, is %i where nobody says one',
  (sizeMultiple, maxPixels, side) => {
    expect(defaultSize({ sizeMultiple, maxPixels })).toEqual({ width: side, height: side });
  },
);
