/** Longer ones are found by their beginning. */
const longestWord = 64;
/** Shorter ones begin too many others: they are found whole. */
const shortestBeginning = 3;

/** Of no language: what divides words that stand without spaces is known of all. */
const segmenter = new Intl.Segmenter('und', { granularity: 'word' });

/** The words of a text, each once, in a form in which the same word is the same text. */
export function wordsOf(text: string): string[] {
  const segments = segmenter.segment(text.normalize('NFKC').toLowerCase());
  const words = new Set<string>();
  for (const { segment, isWordLike } of segments) {
    if (isWordLike || /\p{Extended_Pictographic}/u.test(segment))
      words.add([...segment].slice(0, longestWord).join(''));
  }
  return [...words];
}

/**
 * Stands among the words of an image for the account that it belongs to, so that the index finds what an account has of
 * a word without a look at the images of others. No word begins like it.
 */
const accountWord = (accountId: string): string => `@${accountId}`;

/** What the index of an image's prompt holds. */
export const indexedWords = (accountId: string, prompt: string): string[] => [
  accountWord(accountId),
  ...wordsOf(prompt),
];

/** What finds an account's images of all these words, as Postgres reads a `tsquery`. */
export const wordQuery = (accountId: string, words: readonly string[]): string =>
  [
    quoted(accountWord(accountId)),
    ...words.map((word) => (isBeginning(word) ? `${quoted(word)}:*` : quoted(word))),
  ].join(' & ');

const isBeginning = (word: string): boolean => [...word].length >= shortestBeginning;

const quoted = (word: string): string => `'${word.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
