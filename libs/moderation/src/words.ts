import { commonShortWords } from './common-short-words.js';
import { fold } from './fold.js';
import { spellings } from './spellings.js';

/** One place of a text, and all that may be read there. */
export interface Word {
  /** As it stands, in small letters. */
  readonly plain: string;
  readonly readings: readonly string[];
  /** With signs in place of letters ("p*rn"): each sign stands for one of them. */
  readonly masked?: string;
}

/** Words that the text may hide: what was pulled apart, put together again. They stand beside the words themselves. */
export interface Text {
  readonly words: readonly Word[];
  readonly joined: readonly string[];
  /** How all of these begin, two letters each: nearly every term is ruled out by that. */
  readonly beginnings: ReadonlySet<string>;
}

/** What patterns look at: the words with one space between them, as they stand and with letters for digits and signs. */
export const linesOf = ({ words }: Pick<Text, 'words'>): string[] => [
  ...new Set([words.map(({ plain }) => plain).join(' '), words.map(lettered).join(' ')]),
];

export function readText(text: string): Text {
  const pieces = fold(splitCapitals(text))
    .split(/\s+/u)
    .filter((piece) => piece !== '');
  const words = pieces.flatMap(wordsOf);
  const joined = [...pieces.filter(isBroken).flatMap(spellings), ...spelled(words), ...neighbours(words)];
  const read = [...words.flatMap(({ readings, masked = '' }) => [...readings, masked]), ...joined];
  return { words, joined, beginnings: new Set(read.map(beginningOf)) };
}

/** What a term's own has to equal; of a masked word only the first letter is sure. */
export const beginningOf = (word: string): string => (word.startsWith('*', 1) ? word.slice(0, 1) : word.slice(0, 2));

/** "NudeWoman" is two words. Not "McDonald": one capital inside a short beginning is a name. */
const splitCapitals = (text: string): string => text.replace(/(\p{Ll}{3,})(\p{Lu}\p{Ll}{2,})/gu, '$1 $2');

/** A piece between white space; parts that signs divide are words of their own. */
function wordsOf(piece: string): Word[] {
  const masked = mask(piece);
  const parts = piece.replace(/['’]s?$/u, '').split(/[-_.,;:/\\"“”‘’'?*#~^=&%{}[\]…–—]+/u);
  const words = parts
    .filter((part) => /[\p{L}\p{N}]/u.test(part))
    .map((part): Word => {
      const readings = spellings(part);
      return { plain: readings[0] ?? part, readings };
    });
  return masked === undefined ? words : [...words, { plain: piece, readings: [], masked }];
}

/** Letters that signs replace, between letters that stay: at least two, and the first of them. */
function mask(piece: string): string | undefined {
  const [inner] = /^\p{L}[\p{L}*#%_.-]*\p{L}/u.exec(piece) ?? [];
  if (inner === undefined || !/[*#%]/u.test(inner)) return undefined;
  return inner.replace(/[*#%_.-]/gu, '*');
}

const isBroken = (piece: string): boolean => /\p{L}[^\p{L}\p{N}\s]+\p{L}/u.test(piece);

const end: Word = { plain: '', readings: [] };

/** Words spelt letter by letter: "n u d e", "n.u.d.e". */
function spelled(words: readonly Word[]): string[] {
  const found: string[] = [];
  let run = '';
  for (const word of [...words, end]) {
    if (word.plain.length === 1) {
      run += lettered(word);
      continue;
    }
    // The article before it is no letter of it.
    if (run.length >= 3) found.push(run, run.replace(/^[ai]/, ''));
    run = '';
  }
  return found;
}

/** Two or three neighbours put together, none of which is a word that stands anywhere: "nu de", but not "pen is". */
function neighbours(words: readonly Word[]): string[] {
  const found: string[] = [];
  const fragment = (word: Word | undefined): word is Word =>
    word !== undefined && word.plain.length <= 4 && !commonShortWords.has(word.plain);
  for (const [at, first] of words.entries()) {
    const second = words[at + 1];
    if (!fragment(first) || !fragment(second)) continue;
    found.push(join(first, second));
    const third = words[at + 2];
    if (fragment(third)) found.push(join(first, second, third));
  }
  return found;
}

const join = (...words: readonly Word[]): string => words.map(lettered).join('');

/** The second reading is the first that has letters for signs. */
const lettered = ({ plain, readings }: Word): string => readings[1] ?? plain;
