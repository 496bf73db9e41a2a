/** What digits and signs stand for where a word is spelt with them; a one may be an i or an l. */
const letters: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'il',
  '2': 'z',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '6': 'g',
  '7': 't',
  '8': 'b',
  '9': 'g',
  '@': 'a',
  $: 's',
  '!': 'il',
  '|': 'il',
  '+': 't',
  '(': 'c',
  '<': 'c',
  '€': 'e',
  '£': 'l',
};

/** Every ambiguous sign doubles the readings: beyond this many only the first letter of each is tried. */
const mostAmbiguous = 4;

/** The words that one piece of text (without white space) may be read as, in small letters. The first is the plain one. */
export function spellings(piece: string): string[] {
  // Nearly every word is letters only.
  if (/^[a-z]+$/.test(piece)) return [piece, ...squeezed(piece)];
  const readings = [plain(piece)];
  // Closing signs are mostly just that: "stop!" is not "stopi".
  for (const kept of new Set([piece.replace(/[!|+()<>]+$/u, ''), piece])) {
    if (!/\p{L}/u.test(kept)) continue;
    for (const reading of withLetters(kept)) readings.push(plain(reading));
  }
  return [...new Set(readings.flatMap((reading) => [reading, ...squeezed(reading)]))].filter((word) => word !== '');
}

const plain = (text: string): string => text.replace(/[^\p{L}\p{N}]/gu, '');

function withLetters(piece: string): string[] {
  const characters = [...piece];
  const ambiguous = characters.filter((character) => (letters[character]?.length ?? 0) > 1).length;
  let readings = [''];
  for (const character of characters) {
    const all = [...(letters[character] ?? character)];
    const tried = ambiguous > mostAmbiguous ? all.slice(0, 1) : all;
    readings = readings.flatMap((reading) => tried.map((letter) => reading + letter));
  }
  return readings;
}

/** Letters that are drawn out ("nuuude"): each run of three or more as one and as two. */
function squeezed(word: string): string[] {
  const once = word.replace(/(\p{L})\1{2,}/gu, '$1');
  return once === word ? [] : [once, word.replace(/(\p{L})\1{2,}/gu, '$1$1')];
}
