import { describe, expect, it } from '@jest/globals';
import { indexedWords, wordQuery, wordsOf } from './prompt-words.js';

describe('the words of a text', () => {
  it.each([
    ['are each there once, whatever their case', 'A cat, a Cat & the CAT', ['a', 'cat', 'the']],
    ['are the same however their letters are composed', 'cafe\u0301 CAFÉ', ['café']],
    ['are numbers and pictograms too', '2 boats 🌊', ['2', 'boats', '🌊']],
    ['are told apart where no spaces are between them', 'เรือแดง', ['เรือ', 'แดง']],
    ['end after 64 characters', '𝒂'.repeat(70), ['a'.repeat(64)]],
    ['are none where there is none', ' … --- ', []],
  ])('%s', (_what, text, words) => {
    expect(wordsOf(text)).toEqual(words);
  });
});

describe('what is asked of Postgres', () => {
  it('is the account and all words: short ones whole, longer ones by their beginning', () => {
    expect(wordQuery('acct_1', ['a', 'red', 'boat'])).toBe("'@acct_1' & 'a' & 'red':* & 'boat':*");
  });

  it('is words and nothing else, whatever is in them', () => {
    expect(wordQuery('acct_1', ["o'clock", '\\'])).toBe("'@acct_1' & 'o''clock':* & '\\\\'");
  });

  it('cannot be answered by words of a prompt that say they are another account', () => {
    expect(indexedWords('acct_1', '@acct_2 a boat')).toEqual(['@acct_1', 'acct_2', 'a', 'boat']);
  });
});
