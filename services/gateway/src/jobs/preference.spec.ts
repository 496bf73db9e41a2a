import { describe, expect, it } from '@jest/globals';
import { parsePrefer, patienceSeconds, preferenceApplied } from './preference.js';

describe('Prefer', () => {
  it.each([
    [undefined, undefined, ''],
    ['', undefined, ''],
    ['respond-async', 0, 'respond-async'],
    ['Respond-Async', 0, 'respond-async'],
    ['wait=10', 10, 'wait=10'],
    ['wait = "7"', 7, 'wait=7'],
    ['wait=0', 0, 'wait=0'],
    ['respond-async, wait=10', 10, 'respond-async, wait=10'],
    ['return=minimal, wait=3; x=y, wait=9', 3, 'wait=3'],
    ['wait=999999999', 86_400, 'wait=86400'],
    ['wait=soon, wait=-1, wait=1.5, wait, respond-asynchronously', undefined, ''],
  ])('%j waits %p s', (header, seconds, applied) => {
    const preference = parsePrefer(header);
    expect([patienceSeconds(preference), preferenceApplied(preference)]).toEqual([seconds, applied]);
  });
});
