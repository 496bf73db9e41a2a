import { describe, expect, it } from '@jest/globals';
import { parsePromptWeights } from './prompt-weights.js';

/** Prompt, and its pieces as A1111's web UI documents and computes them. */
const examples: [prompt: string, pieces: [text: string, weight: number][]][] = [
  ['normal text', [['normal text', 1]]],
  [
    'an (important) word',
    [
      ['an ', 1],
      ['important', 1.1],
      [' word', 1],
    ],
  ],
  ['(unbalanced', [['unbalanced', 1.1]]],
  ['[unbalanced', [['unbalanced', 1 / 1.1]]],
  ['\\(literal\\]', [['(literal]', 1]]],
  ['(unnecessary)(parens)', [['unnecessaryparens', 1.1]]],
  [
    'a (((house:1.3)) [on] a (hill:0.5), sun, (((sky))).',
    [
      ['a ', 1],
      ['house', 1.573],
      [' ', 1.1],
      ['on', 1],
      [' a ', 1.1],
      ['hill', 0.55],
      [', sun, ', 1.1],
      ['sky', 1.4641],
      ['.', 1.1],
    ],
  ],
  ['((word))', [['word', 1.21]]],
  ['[[word]]', [['word', 1 / 1.21]]],
  ['(word:.5)', [['word', 0.5]]],
  ['(word: 2 )', [['word', 2]]],
  ['(word:-1)', [['word', -1]]],
  ['(word:)', [['word:', 1.1]]],
  ['(word:1.2.3)', [['word:1.2.3', 1.1]]],
  ['word:1.3)', [['word:1.3)', 1]]],
  [
    'stray ) and ] and (one)',
    [
      ['stray ) and ] and ', 1],
      ['one', 1.1],
    ],
  ],
  ['time 10:30', [['time 10:30', 1]]],
  ['back\\\\slash and \\other', [['back\\slash and other', 1]]],
  ['', []],
  ['()', []],
];

describe('parsePromptWeights', () => {
  it.each(examples)('reads %j', (prompt, pieces) => {
    const [section = [], ...others] = parsePromptWeights(prompt);
    expect(others).toEqual([]);
    expect(section.map(({ text }) => text)).toEqual(pieces.map(([text]) => text));
    section.forEach(({ weight }, index) => {
      expect(weight).toBeCloseTo(pieces[index]?.[1] ?? Number.NaN, 9);
    });
  });

  it('begins a section at BREAK, within brackets too, but not inside of a word', () => {
    expect(parsePromptWeights('sea BREAK (red BREAK boat:2) BREAKFAST')).toEqual([
      [{ text: 'sea', weight: 1 }],
      [{ text: 'red', weight: 2 }],
      [
        { text: 'boat', weight: 2 },
        { text: ' BREAKFAST', weight: 1 },
      ],
    ]);
  });

  it('takes any text without fail, and loses none of it but brackets and backslashes', () => {
    for (const text of ['((((', '))))', '[)(]', '\\', ':::)', '(:1)', '\ud800(\udfff)', '( ( (a:2) b:3) c']) {
      const all = parsePromptWeights(text).flat();
      expect(all.every(({ weight }) => Number.isFinite(weight))).toBe(true);
    }
    expect(parsePromptWeights(`${'('.repeat(500)}x`).flat()).toHaveLength(1);
  });
});
