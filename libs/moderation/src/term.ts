import { fold } from './fold.js';
import { beginningOf, type Text, type Word } from './words.js';

/** A word or phrase that is looked for. */
export interface Term {
  /** As the policy spells it. */
  readonly source: string;
  readonly words: readonly TermWord[];
  /** One and two letters: a text none of whose words begin so does not have it. */
  readonly beginnings: readonly string[];
}

interface TermWord {
  readonly text: string;
  /** Any ending will do; otherwise only that of a plural. */
  readonly open: boolean;
}

export function compileTerm(source: string): Term {
  const words = fold(source)
    .split(/[^\p{L}\p{N}*]+/u)
    .filter((word) => word !== '')
    .map((word) => ({ text: word.replaceAll('*', ''), open: word.endsWith('*') }));
  const first = words[0]?.text ?? '';
  return { source, words, beginnings: [beginningOf(first), first.slice(0, 1)] };
}

/** Whether it is worth looking for. */
export const mayBeIn = ({ beginnings }: Term, text: Text): boolean =>
  beginnings.some((each) => text.beginnings.has(each));

/** Where the term stands among the words: index of the first, or -1. */
export function findTerm({ words }: Term, text: readonly Word[]): number {
  return text.findIndex((_, at) => words.every((word, offset) => isWord(word, text[at + offset])));
}

/** Whether the term hides in what was pulled apart, spelt letter by letter or half masked. */
export function isHidden({ words: [word, ...rest] }: Term, { words, joined }: Text): boolean {
  // Of a phrase the spaces could stand anywhere: only single words are looked for here.
  if (word === undefined || rest.length > 0) return false;
  return (
    joined.some((text) => fits(word, text)) ||
    words.some(({ masked }) => masked !== undefined && fitsMask(word.text, masked))
  );
}

const isWord = (wanted: TermWord, word: Word | undefined): boolean =>
  word?.readings.some((reading) => fits(wanted, reading)) ?? false;

function fits({ text, open }: TermWord, reading: string): boolean {
  if (!reading.startsWith(text)) return false;
  const ending = reading.slice(text.length);
  return open || ending === '' || ending === 's' || ending === 'es';
}

const fitsMask = (text: string, masked: string): boolean =>
  masked.length === text.length && [...masked].every((character, at) => character === '*' || character === text[at]);
