import { expect, it } from '@jest/globals';
import { cutPlanes } from './planes.js';

const planes = Float32Array.from({ length: 2 * 3 * 4 }, (_, index) => index);
const size = { height: 3, width: 4 };

it('a rectangle is cut from every plane', () => {
  const piece = cutPlanes(planes, size, { top: 1, left: 2, height: 2, width: 2 });
  expect([...piece]).toEqual([6, 7, 10, 11, 18, 19, 22, 23]);
});

it('the whole is not copied', () => {
  expect(cutPlanes(planes, size, { top: 0, left: 0, ...size })).toBe(planes);
});
